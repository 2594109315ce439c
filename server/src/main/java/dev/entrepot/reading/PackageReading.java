package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.reading.LayerEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what the files of one layer say about packages. One per layer.
final class PackageReading implements LayerWalk.Visitor {
    /// What the texts of all evidence may fill, so that the report stays within its own bound.
    private static final long MAX_TEXTS = 24L << 20;

    /// What an item costs beside its texts.
    private static final int ITEM = 16;

    /// Hard links that are remembered until the end, when it is known what their targets say.
    private static final int MAX_LINKS = 200_000;

    private final List<Analyzer> analyzers;
    private final ReadingLimits limits;
    private final Problems problems;
    private final Budget budget;
    private final MessageDigest sha256 = PathSet.sha256();
    private final PathSet.Collector paths = new PathSet.Collector();
    private final Map<String, Evidence> evidence = new LinkedHashMap<>();
    private final Map<String, LayerEntry> links = new HashMap<>();
    private final List<String> whiteouts = new ArrayList<>();
    private final List<String> opaques = new ArrayList<>();
    private long texts;

    PackageReading(List<Analyzer> analyzers, ReadingLimits limits, Problems problems) {
        this.analyzers = List.copyOf(analyzers);
        this.limits = limits;
        this.problems = problems;
        this.budget = new Budget(limits);
    }

    /// Reads a layer to its end, or as far as it goes.
    ///
    /// @throws UnreadableException when nothing can be said of it
    static LayerReport read(InputStream stored, List<Analyzer> analyzers, ReadingLimits limits)
            throws IOException, UnreadableException {
        Problems problems = new Problems();
        try (LayerBytes bytes = new LayerBytes(stored, limits)) {
            PackageReading reading = new PackageReading(analyzers, limits, problems);
            LayerWalk walk = new LayerWalk(bytes, limits, problems);
            walk.walk(reading);
            return reading.report(walk);
        }
    }

    @Override
    public void visit(LayerEntry entry, InputStream bytes) throws IOException {
        String path = entry.path();
        switch (entry.kind()) {
            case WHITEOUT -> list(whiteouts, path);
            case OPAQUE -> list(opaques, path);
            case FOLDER -> paths.add(PathSet.hash(sha256, path + "/"));
            case FILE, SYMBOLIC_LINK, HARD_LINK, DEVICE, FIFO -> {
                paths.add(PathSet.hash(sha256, path));
                evidence.remove(path);
                links.remove(path);
                if (entry.kind() == Kind.HARD_LINK && links.size() < MAX_LINKS) {
                    links.put(path, entry);
                }
                if (entry.kind() == Kind.FILE) {
                    analyze(entry, bytes);
                }
            }
        }
    }

    private static void list(List<String> all, String path) throws LimitException {
        if (all.size() == ReportCodec.MAX_LISTED) {
            throw new LimitException("it removes more than " + ReportCodec.MAX_LISTED + " paths");
        }
        all.add(path);
    }

    private void analyze(LayerEntry entry, InputStream bytes) throws IOException {
        List<Analyzer> wanting = new ArrayList<>();
        for (Analyzer analyzer : analyzers) {
            if (analyzer.wants(entry.path(), entry.sizeBytes(), entry.executable())) {
                wanting.add(analyzer);
            }
        }
        if (wanting.size() == 1) {
            ask(wanting.getFirst(), entry, bytes);
        } else if (wanting.size() > 1) {
            askAll(wanting, entry, bytes);
        }
    }

    /// An archive is read once, so that a file which several want is held in memory. Of a file too large for
    /// that, only the first is asked.
    private void askAll(List<Analyzer> wanting, LayerEntry entry, InputStream bytes) throws IOException {
        if (entry.sizeBytes() > limits.maxFileBytes()) {
            ask(wanting.getFirst(), entry, bytes);
            return;
        }
        byte[] held = bytes.readNBytes((int) entry.sizeBytes());
        for (Analyzer analyzer : wanting) {
            ask(analyzer, entry, new ByteArrayInputStream(held));
        }
    }

    private void ask(Analyzer analyzer, LayerEntry entry, InputStream bytes) throws IOException {
        FileBytes file = new FileBytes(bytes);
        try {
            Optional<Evidence> found = analyzer.read(entry.path(), entry.sizeBytes(), file, budget);
            if (found.isPresent()) {
                accept(found.get());
            }
        } catch (UnreadableException partly) {
            problems.add(entry.path() + ": " + partly.getMessage());
            Optional<Evidence> found = partly.found();
            if (found.isPresent()) {
                accept(found.get());
            }
        } catch (LimitException beyond) {
            throw beyond;
        } catch (IOException broken) {
            if (file.failed) {
                throw broken;
            }
            problems.add(entry.path() + ": " + broken.getMessage());
        } catch (RuntimeException | StackOverflowError unexpected) {
            problems.add(entry.path() + ": cannot be read (" + unexpected + ")");
        }
    }

    private void accept(Evidence found) throws LimitException {
        List<Evidence.Item> items = new ArrayList<>();
        Evidence before = evidence.get(found.path());
        if (before != null) {
            items.addAll(before.packages());
        }
        for (Evidence.Item item : found.packages()) {
            Optional<Evidence.Item> sound = sound(found.path(), item);
            sound.ifPresent(items::add);
            texts += sound.map(PackageReading::sizeOf).orElse(0);
        }
        if (texts > MAX_TEXTS) {
            throw new LimitException("the names of its packages fill more than " + MAX_TEXTS + " bytes");
        }
        if (evidence.size() == ReportCodec.MAX_LISTED) {
            throw new LimitException("packages stand in more than " + ReportCodec.MAX_LISTED + " of its files");
        }
        if (!items.isEmpty() || found.distribution().isPresent()) {
            evidence.put(found.path(), new Evidence(found.path(), found.distribution(), items));
        }
    }

    /// An item as a report may hold it: names go to terminals, tables and files of others.
    private Optional<Evidence.Item> sound(String path, Evidence.Item item) {
        Package what = item.what();
        boolean sound = isLine(what.name())
                && isLine(what.version())
                && isLine(what.architecture())
                && isLine(what.source())
                && isLine(what.sourceVersion())
                && isLine(what.module())
                && isLine(item.inside());
        if (!sound) {
            problems.add(path + ": a package is left out, because its name or version is too long or no text");
            return Optional.empty();
        }
        List<String> licences = what.licences().stream()
                .filter(PackageReading::isLine)
                .limit(ReportCodec.MAX_LICENCES)
                .toList();
        Package kept = new Package(
                what.type(),
                what.name(),
                what.version(),
                what.architecture(),
                what.source(),
                what.sourceVersion(),
                what.module(),
                licences,
                what.vendored());
        return Optional.of(new Evidence.Item(kept, item.inside()));
    }

    private static boolean isLine(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= ReportCodec.MAX_TEXT
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static int sizeOf(Evidence.Item item) {
        Package what = item.what();
        int licences = what.licences().stream().mapToInt(String::length).sum();
        return ITEM
                + what.name().length()
                + what.version().length()
                + item.inside().length()
                + licences;
    }

    private LayerReport report(LayerWalk walk) {
        followLinks();
        PathSet owned = budget.ownership().ofDistribution();
        List<Evidence> marked =
                evidence.values().stream().map(each -> marked(each, owned)).toList();
        return new LayerReport(
                walk.digest(), marked, whiteouts, opaques, paths.set(), problems.all(), walk.entries(), walk.bytes());
    }

    /// A hard link is one more name of a file in the same layer: what was found there stands here too. Its
    /// bytes are not looked at again.
    private void followLinks() {
        links.forEach((path, link) -> {
            Evidence found = evidence.get(link.target());
            if (found != null && evidence.size() < ReportCodec.MAX_LISTED && isOfOneKind(link)) {
                try {
                    budget.found(found.packages().size());
                    accept(new Evidence(path, found.distribution(), found.packages()));
                } catch (LimitException beyond) {
                    problems.add("read in part: " + beyond.getMessage());
                }
            }
        });
    }

    /// Whether the two names say the same about what the file is.
    private boolean isOfOneKind(LayerEntry link) {
        return analyzers.stream()
                .anyMatch(analyzer -> analyzer.wants(link.path(), 1, link.executable())
                        && analyzer.wants(link.target(), 1, link.executable()));
    }

    private Evidence marked(Evidence each, PathSet owned) {
        boolean ofLanguage =
                each.packages().stream().anyMatch(item -> !item.what().type().ofDistribution());
        if (!ofLanguage || !owned.contains(PathSet.hash(sha256, each.path()))) {
            return each;
        }
        List<Evidence.Item> items = each.packages().stream()
                .map(item -> new Evidence.Item(vendored(item.what()), item.inside()))
                .toList();
        return new Evidence(each.path(), each.distribution(), items);
    }

    private static Package vendored(Package what) {
        return new Package(
                what.type(),
                what.name(),
                what.version(),
                what.architecture(),
                what.source(),
                what.sourceVersion(),
                what.module(),
                what.licences(),
                !what.type().ofDistribution());
    }

    /// Tells whether it was the layer that failed, or what an analyzer made of the file.
    private static final class FileBytes extends FilterInputStream {
        private boolean failed;

        FileBytes(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException failure) {
                failed = true;
                throw failure;
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException failure) {
                failed = true;
                throw failure;
            }
        }

        @Override
        public long skip(long count) throws IOException {
            try {
                return super.skip(count);
            } catch (IOException failure) {
                failed = true;
                throw failure;
            }
        }

        @Override
        public void close() {}
    }
}
