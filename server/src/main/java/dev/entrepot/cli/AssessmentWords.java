package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;

import dev.entrepot.client.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What `va` prints: a table for each severity, or all about each finding.
final class AssessmentWords {
    private static final int PACKAGES_WIDTH = 46;
    private static final int RESOLVE_WIDTH = 50;
    private static final String PACKAGES = "packages";

    /// Names that are told of one line.
    private static final int MOST_NAMES = 4;

    private static final Table RESOLVABLE = Table.of(
            cell("VULNERABILITY", line -> Words.clipped(line.text("id"), ScanWords.ID_WIDTH)),
            cell("AFFECTED PACKAGES", line -> Words.clipped(line.text(PACKAGES), PACKAGES_WIDTH)),
            cell("HOW TO RESOLVE", line -> Words.clipped(remedy(line), RESOLVE_WIDTH)));

    private AssessmentWords() {}

    /// @param all those below medium without a fix, too
    static String tables(Document scan, boolean all) {
        StringBuilder text = new StringBuilder();
        int left = 0;
        for (String severity : Severities.WORST_FIRST) {
            List<Document> of = ScanWords.counting(scan).stream()
                    .filter(finding -> finding.text("severity").equals(severity))
                    .toList();
            List<Document> shown =
                    all ? of : of.stream().filter(AssessmentWords::urgent).toList();
            left += of.size() - shown.size();
            List<Document> lines = merged(shown);
            if (!lines.isEmpty()) {
                text.append('\n').append(severity).append(ScanWords.lines(RESOLVABLE, lines));
            }
        }
        if (left > 0) {
            text.append('\n').append(left).append(" more below medium without a fix; -v shows them.\n");
        }
        String exempted = ScanWords.exempted(scan);
        return text + (exempted.isEmpty() ? "" : "\nEXEMPTED" + exempted);
    }

    private static boolean urgent(Document finding) {
        return Severities.reaches(finding.text("severity"), "MEDIUM")
                || !finding.text("fixedVersion").isEmpty();
    }

    private static String remedy(Document line) {
        return line.text("fixedVersion").isEmpty() ? "No fix is known yet" : "Update to " + line.text("fixedVersion");
    }

    /// One line for all packages that the same update helps.
    private static List<Document> merged(List<Document> findings) {
        Map<List<String>, Set<String>> packages = new LinkedHashMap<>();
        for (Document finding : findings) {
            packages.computeIfAbsent(
                            List.of(finding.text("id"), finding.text("version"), finding.text("fixedVersion")),
                            _ -> new LinkedHashSet<>())
                    .add(finding.text("package"));
        }
        List<Document> lines = new ArrayList<>();
        packages.forEach((key, names) -> lines.add(Document.empty()
                .with("id", key.getFirst())
                .with(PACKAGES, names(names, key.get(1)))
                .with("fixedVersion", key.get(2))));
        return lines;
    }

    private static String names(Set<String> names, String version) {
        int one = names.size() > 1
                ? PACKAGES_WIDTH / 2
                : Math.max(PACKAGES_WIDTH / 2, PACKAGES_WIDTH - version.length() - 1);
        String some = String.join(
                ", ",
                names.stream()
                        .limit(MOST_NAMES)
                        .map(name -> Words.clippedBefore(name, one))
                        .toList());
        return (names.size() <= MOST_NAMES ? some : some + " and " + (names.size() - MOST_NAMES) + " more") + " "
                + version;
    }

    static String extended(Document scan) {
        StringBuilder text = new StringBuilder();
        scan.objects("findings").forEach(finding -> text.append('\n').append(block(finding)));
        return text.toString();
    }

    private static String block(Document finding) {
        Document waiver = finding.object(ScanWords.WAIVER);
        Document said = finding.with("package", finding.text("package") + " " + finding.text("version"))
                .with("resolve", remedy(finding))
                .with("exploited", finding.flag("exploited") ? "yes, by CISA's list" : "")
                .with("epss", finding.has("epss") ? percent(finding.text("epss")) : "")
                .with("exempted", waiver.members().isEmpty() ? "" : ScanWords.because(waiver))
                .with("until", waiver.text("until"));
        return Fields.of(
                said,
                "vulnerability=id",
                "also known as=aliases",
                "severity",
                "score",
                "vector",
                "exploited",
                "exploited within 30 days=epss",
                "title",
                "package",
                "type",
                "source",
                "how to resolve=resolve",
                "path",
                "layer",
                "platforms",
                "read on=url",
                "found by=scanner",
                "VEX says=vexStatus",
                "exempted",
                "exempted until=time:until");
    }

    /// `0.0423` as `4.2 %`.
    private static String percent(String probability) {
        return String.format(Locale.ROOT, "%.1f %%", Double.parseDouble(probability) * 100);
    }
}
