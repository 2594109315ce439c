package dev.entrepot.reading;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A {@link LayerReport} as bytes: what a worker answers, and what is stored.
///
/// ```
/// 0x01  diffId entries bytes  problems[] whiteouts[] opaques[]
///       evidence[ path  distribution?[ id version codename name ]  item[ inside package ] ]  paths
/// ```
///
/// Reading trusts nothing: it comes from a process that read hostile bytes.
final class ReportCodec {
    /// Kind and version in one: another form takes another number, so that what is stored is known for what it
    /// is.
    private static final int KIND = 1;

    /// The longest path, that of Linux.
    static final int MAX_PATH = 4096;

    /// A name, a version, a licence, a reason.
    static final int MAX_TEXT = 4096;

    static final int MAX_LICENCES = 64;
    static final int MAX_PROBLEMS = 64;

    /// Whiteouts, opaque folders and evidence, each: one file removed or found per entry.
    static final int MAX_LISTED = ReadingLimits.MAX_PACKAGES;

    /// What all texts of a report and its paths may fill. A layer of 100,000 packages takes about 8 MiB,
    /// 1,000,000 paths take 7 MiB.
    static final long MAX_BYTES = 40L << 20;

    /// What it may fill deflated: what a worker may answer.
    static final int MAX_DEFLATED = 32 << 20;

    private static final Pattern DIFF_ID = Pattern.compile("(sha256:[0-9a-f]{64})?");

    private ReportCodec() {}

    static byte[] write(LayerReport report) {
        CompactWriter out = new CompactWriter(KIND);
        out.text(report.diffId());
        out.number(report.entries());
        out.number(report.bytes());
        texts(out, report.problems());
        texts(out, report.whiteouts());
        texts(out, report.opaques());
        out.number(report.evidence().size());
        report.evidence().forEach(evidence -> write(out, evidence));
        out.block(report.paths().bytes());
        return out.done();
    }

    static LayerReport read(byte[] bytes) throws IOException {
        if (bytes.length > MAX_DEFLATED) {
            throw new IOException("a report of a layer is longer than " + MAX_DEFLATED + " bytes");
        }
        try (CompactReader in = new CompactReader(bytes, KIND, MAX_BYTES)) {
            String diffId = in.text(MAX_TEXT);
            if (!DIFF_ID.matcher(diffId).matches()) {
                throw new IOException("it has no digest where its diffId belongs");
            }
            long entries = in.number(Long.MAX_VALUE);
            long size = in.number(Long.MAX_VALUE);
            List<String> problems = texts(in, MAX_PROBLEMS, MAX_TEXT);
            List<String> whiteouts = texts(in, MAX_LISTED, MAX_PATH);
            List<String> opaques = texts(in, MAX_LISTED, MAX_PATH);
            List<Evidence> evidence = evidence(in);
            PathSet paths = PathSet.of(in.block(MAX_DEFLATED));
            in.end();
            return new LayerReport(diffId, evidence, whiteouts, opaques, paths, problems, entries, size);
        }
    }

    private static void write(CompactWriter out, Evidence evidence) {
        out.text(evidence.path());
        out.flag(evidence.distribution().isPresent());
        evidence.distribution().ifPresent(distribution -> {
            out.text(distribution.id());
            out.text(distribution.versionId());
            out.text(distribution.codename());
            out.text(distribution.prettyName());
        });
        out.number(evidence.packages().size());
        for (Evidence.Item item : evidence.packages()) {
            out.text(item.inside());
            write(out, item.what());
        }
    }

    private static void write(CompactWriter out, Package what) {
        out.text(what.type().id());
        out.text(what.name());
        out.text(what.version());
        out.text(what.architecture());
        out.text(what.source());
        out.text(what.sourceVersion());
        out.text(what.module());
        texts(out, what.licences());
        out.flag(what.vendored());
    }

    private static void texts(CompactWriter out, List<String> texts) {
        out.number(texts.size());
        texts.forEach(out::text);
    }

    private static List<String> texts(CompactReader in, int maxCount, int maxBytes) throws IOException {
        long count = in.number(maxCount);
        List<String> texts = new ArrayList<>();
        for (long index = 0; index < count; index++) {
            texts.add(in.word(maxBytes));
        }
        return texts;
    }

    private static List<Evidence> evidence(CompactReader in) throws IOException {
        long count = in.number(MAX_LISTED);
        long packages = 0;
        List<Evidence> all = new ArrayList<>();
        for (long index = 0; index < count; index++) {
            Evidence evidence = evidenceOf(in);
            packages += evidence.packages().size();
            if (packages > MAX_LISTED) {
                throw new IOException("it names more than " + MAX_LISTED + " packages");
            }
            all.add(evidence);
        }
        return all;
    }

    private static Evidence evidenceOf(CompactReader in) throws IOException {
        String path = in.text(MAX_PATH);
        Optional<Distribution> distribution = Optional.empty();
        if (in.flag()) {
            distribution = Optional.of(
                    new Distribution(in.text(MAX_TEXT), in.text(MAX_TEXT), in.text(MAX_TEXT), in.text(MAX_TEXT)));
        }
        long count = in.number(MAX_LISTED);
        List<Evidence.Item> items = new ArrayList<>();
        for (long index = 0; index < count; index++) {
            String inside = in.word(MAX_PATH);
            items.add(new Evidence.Item(packageOf(in), inside));
        }
        return new Evidence(path, distribution, items);
    }

    private static Package packageOf(CompactReader in) throws IOException {
        String id = in.word(MAX_TEXT);
        PackageType type =
                PackageType.of(id).orElseThrow(() -> new IOException("it names a package of an unknown type"));
        String name = in.text(MAX_TEXT);
        if (name.isEmpty()) {
            throw new IOException("it names a package without a name");
        }
        return new Package(
                type,
                name,
                in.text(MAX_TEXT),
                in.word(MAX_TEXT),
                in.word(MAX_TEXT),
                in.word(MAX_TEXT),
                in.word(MAX_TEXT),
                texts(in, MAX_LICENCES, MAX_TEXT),
                in.flag());
    }
}
