package dev.entrepot.vulnerabilities;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The files that an import names: themselves, or all below a folder. Links below a folder are not followed and
/// what is hidden is left out; the order is that of their names.
final class SourceFiles {
    /// OSV's own folders lie three deep, GitHub's advisory database six.
    private static final int MAX_DEPTH = 16;

    private static final int BUFFER_BYTES = 64 * 1024;

    /// Opens the content from its beginning, every time.
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    /// Receives each file.
    interface Receiver {
        void file(Path file) throws IOException;

        void unreadable(Path path, String why);
    }

    private SourceFiles() {}

    static void walk(Path path, Receiver receiver) throws IOException {
        if (Files.exists(path)) {
            walk(path, 0, receiver);
        } else {
            receiver.unreadable(path, "no such file or folder");
        }
    }

    private static void walk(Path path, int depth, Receiver receiver) throws IOException {
        if (!Files.isDirectory(path)) {
            receiver.file(path);
            return;
        }
        if (depth == MAX_DEPTH) {
            receiver.unreadable(path, "it lies deeper than " + MAX_DEPTH + " folders");
            return;
        }
        List<Path> names;
        try (Stream<Path> listed = Files.list(path)) {
            names = listed.map(Path::getFileName).sorted().toList();
        } catch (IOException e) {
            receiver.unreadable(path, "it cannot be listed: " + e.getMessage());
            return;
        }
        for (Path name : names) {
            Path below = path.resolve(name);
            boolean plain = Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)
                    || Files.isRegularFile(below, LinkOption.NOFOLLOW_LINKS);
            if (plain && !name.toString().startsWith(".")) {
                walk(below, depth + 1, receiver);
            }
        }
    }

    /// How a file begins.
    enum Packing {
        ZIP,
        GZIP,
        NONE;

        static Packing of(Path file) throws IOException {
            byte[] start;
            try (InputStream in = Files.newInputStream(file)) {
                start = in.readNBytes(4);
            }
            boolean zip = start.length == 4 && start[0] == 'P' && start[1] == 'K' && (start[2] == 3 || start[2] == 5);
            boolean gzip = start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
            return zip ? ZIP : gzip ? GZIP : NONE;
        }
    }

    static Opener plain(Path file) {
        return () -> new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    }

    /// Ends with an {@link IOException} where it inflates out of proportion, see {@link ZipExport}.
    static Opener inflated(Path file) {
        return () -> {
            long allowed = ZipExport.allowed(Files.size(file));
            InputStream gzip = new GZIPInputStream(Files.newInputStream(file), BUFFER_BYTES);
            return new BufferedInputStream(new Bounded(gzip, allowed), BUFFER_BYTES);
        };
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long allowed) {
            super(in);
            this.left = allowed;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = super.read(bytes, from, length);
            count(count);
            return count;
        }

        private void count(int read) throws IOException {
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("it inflates out of proportion to its size");
            }
        }
    }
}
