package dev.entrepot.reading;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Layers made by a test, entry by entry.
final class LayerArchive {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

    private boolean finished;

    LayerArchive() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    LayerArchive file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8), 0644);
    }

    LayerArchive file(String path, byte[] content, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(path, true);
        entry.setSize(content.length);
        entry.setMode(0100000 | mode);
        return put(entry, content);
    }

    LayerArchive folder(String path) {
        return put(new TarArchiveEntry(path + "/", true), new byte[0]);
    }

    /// @param type one of the letters of tar, such as {@link TarConstants#LF_SYMLINK}
    LayerArchive special(String path, byte type, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(path, type, true);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    LayerArchive symbolicLink(String path, String target) {
        return special(path, TarConstants.LF_SYMLINK, target);
    }

    LayerArchive hardLink(String path, String target) {
        return special(path, TarConstants.LF_LINK, target);
    }

    /// All files of a folder of test data, such as `debian12/rootfs`.
    LayerArchive resources(String folder) throws IOException {
        Path root = resource(folder);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                file(root.relativize(file).toString(), Files.readAllBytes(file), 0644);
            }
        }
        return this;
    }

    static List<String> lines(String resource) throws IOException {
        return Files.readAllLines(resource(resource));
    }

    /// May be asked for again, but nothing may be added then.
    byte[] plain() {
        try {
            if (!finished) {
                tar.finish();
                finished = true;
            }
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
        return bytes.toByteArray();
    }

    byte[] gzip() {
        return gzip(plain());
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
        return compressed.toByteArray();
    }

    static byte[] zstd(byte[] plain) {
        return Zstd.compress(plain);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static LayerSource source(byte[] stored) {
        return new LayerSource() {
            @Override
            public long size() {
                return stored.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(stored);
            }
        };
    }

    static String diffId(byte[] plain) {
        MessageDigest sha256 = PathSet.sha256();
        return "sha256:" + HexFormat.of().formatHex(sha256.digest(plain));
    }

    /// Reads a layer in this process, with all analyzers.
    static LayerReport read(byte[] stored) throws IOException, UnreadableException {
        return read(stored, ReadingLimits.DEFAULT);
    }

    static LayerReport read(byte[] stored, ReadingLimits limits) throws IOException, UnreadableException {
        return PackageReading.read(new ByteArrayInputStream(stored), Analyzers.all(), limits);
    }

    private LayerArchive put(TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
        return this;
    }

    private static Path resource(String name) {
        URL url = LayerArchive.class.getResource(name);
        if (url == null) {
            throw new IllegalArgumentException("no test data " + name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
