package dev.entrepot.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Images made without any network: an OCI image layout whose bottom layer is Debian's static busybox.
///
/// @param folder of the layout, which has one entry, with the tag `1`
/// @param digest of that entry
/// @param layers their digests, bottom first
public record Layout(Path folder, String digest, List<String> layers) {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    public Layout {
        layers = List.copyOf(layers);
    }

    /// An image for this machine's architecture: busybox below, and a layer with one file per text.
    public static Layout image(Scratch scratch, String name, String... texts) {
        var layers = layers(scratch, name, texts);
        var folder = scratch.folder(name);
        return finish(scratch, folder, image(folder, architecture(), layers), layers);
    }

    /// An image of a few hundred bytes, whose one layer has one file with that text; nothing in it can be run.
    public static Layout small(Scratch scratch, String name, String text) {
        begin(scratch, name);
        var layers = List.of(layer(scratch, name, content(scratch, name, 0, text)));
        var folder = scratch.folder(name);
        return finish(scratch, folder, image(folder, architecture(), layers), layers);
    }

    /// An index of amd64 and arm64, which differ in their configuration only.
    public static Layout index(Scratch scratch, String name, String... texts) {
        var layers = layers(scratch, name, texts);
        var folder = scratch.folder(name);
        var children = Stream.of("amd64", "arm64")
                .map(architecture -> image(folder, architecture, layers)
                        .json(",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}".formatted(architecture)))
                .collect(Collectors.joining(","));
        var index = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}".formatted(INDEX, children);
        return finish(scratch, folder, blob(folder, INDEX, index.getBytes(StandardCharsets.UTF_8)), layers);
    }

    /// A root file system with busybox as `/bin/busybox` and `/bin/sh`.
    public static Path rootfs(Scratch scratch, String name) {
        try {
            var bin = scratch.folder(name + "/bin");
            Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
            for (var applet : List.of("sh", "cat", "echo", "ls")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
            scratch.folder(name + "/tmp");
            return scratch.folder(name);
        } catch (IOException e) {
            throw new UncheckedIOException("busybox-static is missing (`make setup` installs it)", e);
        }
    }

    /// A tar file with the content of a folder, always the same bytes for the same content.
    public static Path tar(Scratch scratch, Path content, String name) {
        var tar = scratch.folder().resolve(name);
        Shell.in(scratch.folder())
                .run(
                        "tar",
                        "--sort=name",
                        "--mtime=@0",
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        "-C",
                        content.toString(),
                        "-cf",
                        tar.toString(),
                        ".");
        return tar;
    }

    /// How images name this machine's architecture.
    public static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private record Blob(String mediaType, String digest, long size) {
        String json(String more) {
            return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}".formatted(mediaType, digest, size, more);
        }
    }

    private record Layer(Blob blob, String diffId) {}

    private static List<Layer> layers(Scratch scratch, String name, String... texts) {
        begin(scratch, name);
        var layers = new ArrayList<Layer>();
        layers.add(layer(scratch, name, tar(scratch, rootfs(scratch, name + "-base"), name + "-base.tar")));
        for (int number = 0; number < texts.length; number++) {
            layers.add(layer(scratch, name, content(scratch, name, number, texts[number])));
        }
        return List.copyOf(layers);
    }

    private static void begin(Scratch scratch, String name) {
        scratch.file(name + "/oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
        scratch.folder(name + "/blobs/sha256");
    }

    /// A tar file, `NAME-NUMBER.tar`, with one file in it.
    private static Path content(Scratch scratch, String name, int number, String text) {
        var content = name + "-" + number;
        scratch.file(content + "/text-" + number, text);
        return tar(scratch, scratch.folder(content), content + ".tar");
    }

    private static Layer layer(Scratch scratch, String name, Path tar) {
        try {
            var content = Files.readAllBytes(tar);
            return new Layer(blob(scratch.folder(name), LAYER, gzip(content)), digest(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Blob image(Path folder, String architecture, List<Layer> layers) {
        var diffIds = layers.stream().map(layer -> "\"" + layer.diffId() + "\"").collect(Collectors.joining(","));
        var config = ("{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/bin/sh\"]},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}")
                .formatted(architecture, diffIds);
        var configBlob = blob(folder, CONFIG, config.getBytes(StandardCharsets.UTF_8));
        var manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                        MANIFEST,
                        configBlob.json(""),
                        layers.stream().map(layer -> layer.blob().json("")).collect(Collectors.joining(",")));
        return blob(folder, MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
    }

    private static Layout finish(Scratch scratch, Path folder, Blob entry, List<Layer> layers) {
        var index = "{\"schemaVersion\":2,\"manifests\":[%s]}"
                .formatted(entry.json(",\"annotations\":{\"org.opencontainers.image.ref.name\":\"1\"}"));
        scratch.file(folder.getFileName() + "/index.json", index);
        var digests = layers.stream().map(layer -> layer.blob().digest()).toList();
        return new Layout(folder, entry.digest(), digests);
    }

    private static Blob blob(Path folder, String mediaType, byte[] content) {
        try {
            var digest = digest(content);
            Files.write(folder.resolve("blobs/sha256").resolve(digest.substring("sha256:".length())), content);
            return new Blob(mediaType, digest, content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The sha256 digest of bytes, as registries write it.
    public static String digest(byte[] content) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(content);
        }
        return out.toByteArray();
    }
}
