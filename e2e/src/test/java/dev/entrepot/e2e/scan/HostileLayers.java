package dev.entrepot.e2e.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Layers that nobody builds by accident. All are small as they are pushed, and made in a moment.
final class HostileLayers {
    private static final int MIB = 1024 * 1024;
    private static final String STATUS = "var/lib/dpkg/status";
    private static final Path RPM_DATABASE =
            Path.of("src/test/resources/recipes/08-alma9-rpmdb/rootfs/var/lib/rpm/rpmdb.sqlite");

    private final Map<String, byte[]> layers = new LinkedHashMap<>();
    private final Random random = new Random(1);

    /// Their names and bytes; the same at every call.
    static Map<String, byte[]> all() {
        var layers = new HostileLayers();
        layers.bombs();
        layers.archives();
        layers.names();
        layers.nodes();
        layers.headers();
        layers.databases();
        layers.documents();
        layers.programs();
        layers.broken();
        return layers.layers;
    }

    private void add(String name, byte[] layer) {
        if (layers.put(name, layer) != null) {
            throw new IllegalStateException("two layers are called " + name);
        }
    }

    private void bombs() {
        var zeros = gzip(new byte[8 * MIB]);
        for (int times : List.of(10, 100, 1_000)) {
            add("gzip-members-" + times, repeated(zeros, times));
            add(
                    "gzip-file-" + times,
                    joined(
                            gzip(Tar.header("huge", '0', "", Tar.octal(8L * MIB * times - 512))),
                            repeated(zeros, times)));
        }
        for (int blocks : List.of(1_000, 10_000, 100_000, 200_000)) {
            add("zstd-" + blocks, zstd(blocks));
        }
        // Ten million entries: the same 8,192 over and over.
        var entries = new ByteArrayOutputStream();
        for (int number = 0; number < 8_192; number++) {
            entries.writeBytes(Tar.header("entry", '0', "", Tar.octal(0)));
        }
        var packed = gzip(entries.toByteArray());
        for (int times : List.of(300, 1_221)) {
            add("entries-" + 8_192L * times, repeated(packed, times));
        }
        add("skippable-frames", repeated(new byte[] {0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0}, 100_000));
        add("empty-gzip-members", repeated(gzip(new byte[0]), 50_000));
    }

    private void archives() {
        for (var name : List.of("app/a.jar", "app/a.war", "app/a.ear", "srv/deep/b.JAR")) {
            for (int mib : List.of(64, 300)) {
                add(
                        "zip-bomb-" + mib + "-" + name.replace('/', '-'),
                        gzip(new Tar().file(name, zipBomb(mib)).end()));
            }
            for (int depth : List.of(9, 30, 200)) {
                add(
                        "nested-" + depth + "-" + name.replace('/', '-'),
                        gzip(new Tar().file(name, nested(depth)).end()));
            }
            for (int seed = 0; seed < 5; seed++) {
                add(
                        "mutated-" + seed + "-" + name.replace('/', '-'),
                        gzip(new Tar().file(name, mutated(nested(3), 20)).end()));
            }
            add(
                    "many-entries-" + name.replace('/', '-'),
                    gzip(new Tar().file(name, manyEntries(60_000)).end()));
            add(
                    "properties-bomb-" + name.replace('/', '-'),
                    gzip(new Tar()
                            .file(name, zip("META-INF/maven/g/a/pom.properties", "version=" + "9".repeat(30 * MIB)))
                            .end()));
        }
    }

    private void names() {
        for (var name : List.of(
                "../../../../etc/passwd",
                "/etc/shadow",
                "a/../../../etc/passwd",
                "./././../x",
                "..",
                "",
                "/",
                "a\nb\u001b[31mred",
                "\u00ff\u00fe",
                ".wh.",
                ".wh...",
                ".wh.../../etc",
                "a/.wh..wh..opq/b",
                "../.wh..wh..opq",
                "C:\\windows\\system32",
                "proc/self/environ",
                "var/lib/dpkg/../dpkg/status")) {
            add(
                    "name-" + layers.size(),
                    gzip(new Tar()
                            .file(name, "Package: a\nVersion: 1\nStatus: install ok installed\n\n")
                            .end()));
            add(
                    "pax-name-" + layers.size(),
                    gzip(new Tar()
                            .pax("path", name.replace("\n", " "))
                            .file("x", "x")
                            .end()));
        }
        add(
                "long-name",
                gzip(new Tar()
                        .pax("path", "d/".repeat(200_000) + STATUS)
                        .file("x", "x")
                        .end()));
        add("deep-folders", deepFolders());
        add(
                "gnu-long-name",
                gzip(new Tar()
                        .entry("././@LongLink", 'L', "", Tar.octal(40L * MIB), new byte[40 * MIB])
                        .file("x", "x")
                        .end()));
    }

    private static byte[] deepFolders() {
        var tar = new Tar();
        for (int depth = 1; depth <= 2_000; depth++) {
            tar.pax("path", "d/".repeat(depth)).node("d", '5', "");
        }
        return gzip(tar.end());
    }

    private void nodes() {
        for (var target :
                List.of("/etc/passwd", "../../../../etc/shadow", "/proc/self/mem", "/dev/zero", "self", STATUS)) {
            for (char type : new char[] {'1', '2'}) {
                for (var name : List.of(STATUS, "lib/apk/db/installed", "etc/os-release", "app/a.jar")) {
                    add(
                            "link-" + layers.size(),
                            gzip(new Tar().node(name, type, target).end()));
                }
            }
        }
        for (char type : new char[] {'3', '4', '6', '7', 'V', 'M', 'N', 'Z', '\u0001'}) {
            add(
                    "node-" + (int) type,
                    gzip(new Tar()
                            .node(STATUS, type, "")
                            .file("etc/os-release", "ID=x\n")
                            .end()));
        }
        add(
                "link-cycle",
                gzip(new Tar()
                        .node("a", '2', "b")
                        .node("b", '2', "a")
                        .node("var", '2', "a")
                        .end()));
    }

    private void headers() {
        for (long size : List.of(1L << 33, 1L << 50, Long.MAX_VALUE, -1L, Long.MIN_VALUE, -512L)) {
            add(
                    "size-" + size,
                    gzip(new Tar()
                            .entry(STATUS, '0', "", Tar.binary(size), new byte[0])
                            .end()));
            add(
                    "pax-size-" + size,
                    gzip(new Tar()
                            .pax("size", Long.toString(size))
                            .file(STATUS, "x")
                            .end()));
            add(
                    "sparse-" + size,
                    gzip(new Tar()
                            .pax("GNU.sparse.major", "1")
                            .pax("GNU.sparse.realsize", Long.toString(size))
                            .file(STATUS, "1\n0\n" + size + "\n")
                            .end()));
        }
        add(
                "sparse-old",
                gzip(new Tar()
                        .entry(STATUS, 'S', "", Tar.octal(10), new byte[10])
                        .end()));
        add("endless", repeated(gzip(new Tar().file("x", "x").open()), 20_000));
        add(
                "pax-huge",
                gzip(new Tar()
                        .pax("comment", "x".repeat(30 * MIB))
                        .file("x", "x")
                        .end()));
        add("pax-many", gzip(repeated(new Tar().pax("path", "y").open(), 20_000)));
        add(
                "pax-bad",
                gzip(new Tar()
                        .entry("pax", 'x', "", Tar.octal(9), "99999 a=b".getBytes(ISO_8859_1))
                        .file("x", "x")
                        .end()));
        for (int seed = 0; seed < 10; seed++) {
            add(
                    "mutated-tar-" + seed,
                    gzip(mutated(
                            new Tar()
                                    .file(STATUS, "Package: a\n")
                                    .file("etc/os-release", "ID=debian\n")
                                    .end(),
                            8)));
        }
    }

    private void databases() {
        byte[] sound = read(RPM_DATABASE);
        for (int seed = 0; seed < 20; seed++) {
            byte[] broken = mutated(sound, 40 + seed * 20);
            System.arraycopy(sound, 0, broken, 0, 100);
            add(
                    "rpm-sqlite-" + seed,
                    gzip(new Tar().file("var/lib/rpm/rpmdb.sqlite", broken).end()));
        }
        for (var name : List.of("Packages.db", "Packages")) {
            for (int seed = 0; seed < 5; seed++) {
                byte[] bytes = new byte[64 * 1024];
                random.nextBytes(bytes);
                byte[] magic = name.equals("Packages")
                        ? new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x15, 0x06, 0, 9, 0, 0, 0, 0, 16, 0, 0}
                        : "RpmP\0\0\0\0\u0001\0\0\0\u0010\0\0\0".getBytes(ISO_8859_1);
                System.arraycopy(magic, 0, bytes, 0, magic.length);
                add(
                        "rpm-" + name + "-" + seed,
                        gzip(new Tar()
                                .file("usr/lib/sysimage/rpm/" + name, bytes)
                                .end()));
            }
        }
        add(
                "dpkg-line",
                gzip(new Tar().file(STATUS, "Package: " + "a".repeat(40 * MIB)).end()));
        add(
                "dpkg-many",
                gzip(new Tar()
                        .file(STATUS, "Package: a\nVersion: 1\nStatus: install ok installed\n\n".repeat(400_000))
                        .end()));
        add(
                "apk-line",
                gzip(new Tar()
                        .file("lib/apk/db/installed", "P:" + "a".repeat(40 * MIB))
                        .end()));
        add(
                "os-release",
                gzip(new Tar()
                        .file("etc/os-release", "ID=" + "\u001b]0;x\u0007".repeat(100_000))
                        .end()));
    }

    private void documents() {
        for (var name : List.of(
                "app/node_modules/x/package.json",
                "app/vendor/composer/installed.json",
                "app/x.deps.json",
                "app/packages.lock.json")) {
            for (var text : List.of(
                    "[".repeat(500_000),
                    "{\"a\":".repeat(300_000),
                    "{\"name\":\"" + "x".repeat(20 * MIB) + "\",\"version\":\"1\"}",
                    "{\"name\":1e999999999,\"version\":[]}",
                    "{\"name\":\"a\",\"name\":\"b\",\"version\":\"\\ud800\"}")) {
                add("document-" + layers.size(), gzip(new Tar().file(name, text).end()));
            }
        }
        add(
                "metadata",
                gzip(new Tar()
                        .file("usr/lib/python3/dist-packages/a.dist-info/METADATA", "Name: " + "a".repeat(30 * MIB))
                        .end()));
        add(
                "gemspec",
                gzip(new Tar()
                        .file("usr/specifications/a.gemspec", "s.name = \"" + "a\\".repeat(5 * MIB))
                        .end()));
    }

    private void programs() {
        byte[] magic = "\u00ff Go buildinf:".getBytes(ISO_8859_1);
        for (int seed = 0; seed < 12; seed++) {
            byte[] program = new byte[256 * 1024];
            random.nextBytes(program);
            byte[] elf = {0x7f, 'E', 'L', 'F', (byte) (1 + seed % 2), (byte) (1 + seed / 2 % 2), 1};
            System.arraycopy(elf, 0, program, 0, elf.length);
            System.arraycopy(magic, 0, program, 4_096, magic.length);
            add(
                    "program-" + seed,
                    gzip(new Tar().file("usr/bin/program", program).end()));
        }
    }

    private void broken() {
        add("nothing", new byte[0]);
        add("no-archive", "hello".getBytes(ISO_8859_1));
        byte[] noise = new byte[MIB];
        random.nextBytes(noise);
        add("noise", noise);
        add("gzipped-noise", gzip(noise));
        byte[] whole = gzip(new Tar().file("x", noise).end());
        add("cut", Arrays.copyOf(whole, whole.length / 2));
        add("tail", joined(gzip(new Tar().file("x", "x").end()), noise));
        add("bzip2", "BZh91AY&SY".getBytes(ISO_8859_1));
        add("xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4});
    }

    /// A frame of blocks of 128 KiB that are one byte repeated. RFC 8878, 3.1.1.
    private static byte[] zstd(int blocks) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0x58});
        for (int block = 0; block < blocks; block++) {
            int header = (block == blocks - 1 ? 1 : 0) | 1 << 1 | (128 * 1024) << 3;
            out.write(header);
            out.write(header >> 8);
            out.write(header >> 16);
            out.write(0);
        }
        return out.toByteArray();
    }

    private static byte[] zipBomb(int mib) {
        return zipped(zip -> {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            byte[] zeros = new byte[MIB];
            for (int written = 0; written < mib; written++) {
                zip.write(zeros);
            }
        });
    }

    private static byte[] nested(int depth) {
        byte[] inner = zip("META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\nversion=1\n");
        for (int level = 0; level < depth; level++) {
            byte[] content = inner;
            inner = zipped(zip -> {
                zip.putNextEntry(new ZipEntry("lib/a.jar"));
                zip.write(content);
            });
        }
        return inner;
    }

    private static byte[] manyEntries(int entries) {
        return zipped(zip -> {
            for (int number = 0; number < entries; number++) {
                zip.putNextEntry(new ZipEntry("META-INF/maven/g/a" + number + "/pom.properties"));
                zip.write(("groupId=g\nartifactId=a" + number + "\nversion=1\n").getBytes(ISO_8859_1));
            }
        });
    }

    private static byte[] zip(String name, String content) {
        return zipped(zip -> {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(ISO_8859_1));
        });
    }

    private interface Filling {
        void into(ZipOutputStream zip) throws IOException;
    }

    private static byte[] zipped(Filling filling) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            filling.into(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private byte[] mutated(byte[] sound, int bytes) {
        byte[] broken = sound.clone();
        for (int i = 0; i < bytes; i++) {
            broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        }
        return broken;
    }

    private static byte[] repeated(byte[] part, int times) {
        var out = new ByteArrayOutputStream(part.length * times);
        for (int i = 0; i < times; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
