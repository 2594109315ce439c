package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Records that came one by one, and their merging into what is there: per ecosystem a set, in it of each id
/// the record with the newest `modified`, of two of the same time the one that came last. One that was
/// withdrawn stays as a mark, so that an older version of it does not come back.
final class LooseRecords implements AutoCloseable {
    private static final int MAX_PLAIN_WITHDRAWALS = 100_000;

    private final SetFolder folder;
    private final SpillSorter records;
    private final Set<String> families = new TreeSet<>();
    private final List<Advisory> plainWithdrawals = new ArrayList<>();

    /// Reads the set of an ecosystem that is there before the import; gives nothing where there is none.
    @FunctionalInterface
    interface Before {
        void originals(String setName, Receiver receiver) throws IOException;
    }

    @FunctionalInterface
    interface Receiver {
        void accept(Advisory advisory);
    }

    private record Candidate(Advisory advisory, boolean stored) {
        /// Ordered by what counts.
        static final Comparator<Candidate> ORDER = Comparator.<Candidate>comparingLong(
                        each -> each.advisory().modified())
                .thenComparing(Candidate::stored, Comparator.reverseOrder());
    }

    LooseRecords(SetFolder folder) {
        this.folder = folder;
        this.records = new SpillSorter(folder.path());
    }

    static String setTitle(String family) {
        return "loose " + family;
    }

    void add(Advisory advisory) throws IOException {
        if (advisory.affected().isEmpty()) {
            if (plainWithdrawals.size() < MAX_PLAIN_WITHDRAWALS) {
                plainWithdrawals.add(advisory);
            }
            return;
        }
        String family = family(advisory);
        families.add(family);
        add(family, advisory, false);
    }

    /// @param loose families that have a set of loose records already
    void finish(NewSets sets, Set<String> loose, Before before) throws IOException, RefusedFileException {
        if (!plainWithdrawals.isEmpty()) {
            families.addAll(loose);
        }
        for (String family : families) {
            before.originals(NewSets.name(setTitle(family)), advisory -> {
                try {
                    add(family, advisory, true);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (Advisory withdrawal : plainWithdrawals) {
                add(family, withdrawal, false);
            }
        }
        try (Merge merge = new Merge(sets)) {
            records.drain(merge);
            merge.end();
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private void add(String family, Advisory advisory, boolean stored) throws IOException {
        byte[] key = (family + '\0' + advisory.head().id()).getBytes(StandardCharsets.UTF_8);
        records.add(
                key, new Packer().number(stored ? 1 : 0).raw(advisory.pack()).bytes());
    }

    /// The one that is named most often; the last in their order of several.
    private static String family(Advisory advisory) {
        Map<String, Integer> counts = new TreeMap<>();
        advisory.affected().forEach(each -> counts.merge(Ecosystems.family(each.ecosystem()), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /// Takes the records in the order of ecosystem and id, and writes of each id the one that counts.
    private final class Merge implements SpillSorter.Receiver, AutoCloseable {
        private final NewSets sets;
        private String family = "";
        private String id = "";
        private @Nullable Candidate best;
        private int candidates;
        private @Nullable Path part;
        private @Nullable SetWriter writer;
        private @Nullable RefusedFileException failure;

        Merge(NewSets sets) {
            this.sets = sets;
        }

        @Override
        public void accept(byte[] key, byte[] payload) throws IOException {
            String text = new String(key, StandardCharsets.UTF_8);
            int middle = text.indexOf('\0');
            String nextFamily = text.substring(0, middle);
            String nextId = text.substring(middle + 1);
            if (!nextFamily.equals(family) || !nextId.equals(id)) {
                write();
            }
            if (!nextFamily.equals(family)) {
                endSet();
            }
            family = nextFamily;
            id = nextId;
            candidates++;
            boolean stored = payload[0] == 1;
            Candidate next = new Candidate(Advisory.unpack(Arrays.copyOfRange(payload, 1, payload.length)), stored);
            Candidate before = best;
            best = before == null || Candidate.ORDER.compare(next, before) >= 0 ? next : before;
        }

        void end() throws IOException, RefusedFileException {
            write();
            endSet();
            if (failure != null) {
                throw failure;
            }
        }

        private void write() throws IOException {
            Candidate chosen = best;
            best = null;
            boolean alone = candidates == 1;
            candidates = 0;
            if (chosen == null || (alone && chosen.advisory().affected().isEmpty())) {
                return;
            }
            SetWriter out = writer;
            if (out == null) {
                Path file = folder.unfinished();
                part = file;
                out = new SetWriter(file, folder.path(), true);
                writer = out;
            }
            out.add(chosen.advisory());
        }

        private void endSet() throws IOException {
            SetWriter out = writer;
            Path file = part;
            if (out == null || file == null) {
                return;
            }
            SetWriter.Written written = out.finish();
            out.close();
            writer = null;
            try {
                sets.add(setTitle(family), SetKind.LOOSE, file, written.of(family));
            } catch (RefusedFileException e) {
                failure = e;
            }
        }

        @Override
        public void close() throws IOException {
            SetWriter out = writer;
            if (out != null) {
                out.close();
            }
        }
    }
}
