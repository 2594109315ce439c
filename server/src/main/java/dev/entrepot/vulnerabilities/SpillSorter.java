package dev.entrepot.vulnerabilities;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Puts any number of items in the order of their keys (as unsigned bytes; equal ones as they came) while few
/// of them are in memory: sorted runs go to files of the folder and are merged when all are there.
final class SpillSorter implements AutoCloseable {
    /// Bytes of items in memory; a run on disk is about as long.
    private static final int RUN_BYTES = 8 * 1024 * 1024;

    /// What an item costs beside its bytes.
    private static final int ITEM_BYTES = 80;

    /// The largest public export (Ubuntu) spills less than a tenth of it.
    private static final long MAX_SPILLED_BYTES = 16L * 1024 * 1024 * 1024;

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Path folder;
    private final List<Path> runs = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private long bytes;
    private long spilled;

    /// Receives items in order.
    @FunctionalInterface
    interface Receiver {
        void accept(byte[] key, byte[] payload) throws IOException;
    }

    private static final class Item {
        final byte[] key;
        final byte[] payload;

        Item(byte[] key, byte[] payload) {
            this.key = key;
            this.payload = payload;
        }
    }

    SpillSorter(Path folder) {
        this.folder = folder;
    }

    void add(byte[] key, byte[] payload) throws IOException {
        items.add(new Item(key, payload));
        bytes += key.length + payload.length + ITEM_BYTES;
        if (bytes >= RUN_BYTES) {
            spill();
        }
    }

    /// Gives every item once; nothing may be added afterwards.
    void drain(Receiver receiver) throws IOException {
        if (runs.isEmpty()) {
            sort();
            for (Item item : items) {
                receiver.accept(item.key, item.payload);
            }
            items.clear();
            return;
        }
        spill();
        merge(receiver);
    }

    @Override
    public void close() throws IOException {
        items.clear();
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
    }

    private void sort() {
        items.sort((left, right) -> Arrays.compareUnsigned(left.key, right.key));
    }

    private void spill() throws IOException {
        if (items.isEmpty()) {
            return;
        }
        spilled += bytes;
        if (spilled > MAX_SPILLED_BYTES) {
            throw new IOException("an import needs more than " + MAX_SPILLED_BYTES + " bytes beside it on disk");
        }
        sort();
        Path run = Files.createTempFile(folder, "run-", SetFolder.UNFINISHED);
        runs.add(run);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER_BYTES))) {
            for (Item item : items) {
                out.writeInt(item.key.length);
                out.writeInt(item.payload.length);
                out.write(item.key);
                out.write(item.payload);
            }
            out.writeInt(-1);
        }
        items.clear();
        bytes = 0;
    }

    /// A run being read, its next item in hand.
    private static final class Run implements AutoCloseable {
        private final int number;
        private final DataInputStream in;
        private Item next = new Item(new byte[0], new byte[0]);

        Run(int number, Path file) throws IOException {
            this.number = number;
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
        }

        boolean advance() throws IOException {
            int length = in.readInt();
            if (length < 0) {
                return false;
            }
            int payload = in.readInt();
            next = new Item(in.readNBytes(length), in.readNBytes(payload));
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private void merge(Receiver receiver) throws IOException {
        Comparator<Run> order = (left, right) -> Arrays.compareUnsigned(left.next.key, right.next.key);
        PriorityQueue<Run> open = new PriorityQueue<>(order.thenComparingInt(run -> run.number));
        List<Run> all = new ArrayList<>();
        try {
            for (Path file : runs) {
                Run run = new Run(all.size(), file);
                all.add(run);
                if (run.advance()) {
                    open.add(run);
                }
            }
            for (Run run = open.poll(); run != null; run = open.poll()) {
                receiver.accept(run.next.key, run.next.payload);
                if (run.advance()) {
                    open.add(run);
                }
            }
        } finally {
            for (Run run : all) {
                run.close();
            }
        }
    }
}
