package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What people read of a scan: a summary and a line for each finding, 120 columns at most.
final class ScanWords {
    static final String WAIVER = "waiver";

    static final int ID_WIDTH = 20;
    private static final int PACKAGE_WIDTH = 40;
    private static final int VERSION_WIDTH = 22;
    private static final int REASON_WIDTH = 50;

    private static final Table FINDINGS = Table.of(
            text("SEVERITY", "severity"),
            cell("ID", finding -> Words.clipped(finding.text("id"), ID_WIDTH)),
            cell("PACKAGE", finding -> Words.clippedBefore(finding.text("package"), PACKAGE_WIDTH)),
            cell("VERSION", finding -> Words.clipped(finding.text("version"), VERSION_WIDTH)),
            cell("FIXED IN", finding -> Words.clipped(finding.text("fixedVersion"), VERSION_WIDTH)));

    private static final Table EXEMPTED = Table.of(
            text("SEVERITY", "severity"),
            cell("ID", finding -> Words.clipped(finding.text("id"), ID_WIDTH)),
            cell("PACKAGE", finding -> Words.clippedBefore(finding.text("package"), VERSION_WIDTH)),
            cell("UNTIL", finding -> until(finding.object(WAIVER))),
            cell("EXEMPTED BECAUSE", finding -> Words.clipped(because(finding.object(WAIVER)), REASON_WIDTH)));

    private ScanWords() {}

    static String summary(Document scan) {
        String waived = scan.number("waived") == 0 ? "" : "; " + scan.number("waived") + " exempted";
        Document said = scan.with("findings", Severities.counted(scan.object("counts")) + waived)
                .with("platforms", String.join(", ", platforms(scan)))
                .with("scanned", Words.time(scan.text("scannedAt")))
                .with("database", Words.time(scan.text("databaseAt")));
        return Fields.of(
                said,
                "image",
                "digest",
                "platforms",
                "distribution",
                "packages",
                "scanned",
                "database of=database",
                "findings");
    }

    private static List<String> platforms(Document scan) {
        return scan.objects("images").stream()
                .map(image -> image.text("platform"))
                .filter(platform -> !platform.isEmpty())
                .toList();
    }

    static String table(Document scan) {
        return lines(FINDINGS, merged(counting(scan))) + exempted(scan);
    }

    /// Those that do not count, in a table of their own; nothing when there are none.
    static String exempted(Document scan) {
        List<Document> waived = merged(scan.objects("findings").stream()
                .filter(finding -> finding.has(WAIVER))
                .toList());
        return waived.isEmpty() ? "" : lines(EXEMPTED, waived);
    }

    static List<Document> counting(Document scan) {
        return scan.objects("findings").stream()
                .filter(finding -> !finding.has(WAIVER))
                .toList();
    }

    /// A package that lies at several places is one line.
    private static List<Document> merged(List<Document> findings) {
        Map<List<String>, Document> lines = new LinkedHashMap<>();
        for (Document finding : findings) {
            lines.putIfAbsent(
                    List.of(
                            finding.text("id"),
                            finding.text("package"),
                            finding.text("version"),
                            finding.text("fixedVersion")),
                    finding);
        }
        return List.copyOf(lines.values());
    }

    /// With its titles, after an empty line; nothing of nothing.
    static String lines(Table table, List<Document> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.titles());
        rows.forEach(row -> lines.add(
                table.cells(row).stream().map(cell -> cell.replace('\n', ' ')).toList()));
        return "\n" + table.lines(lines, new int[table.columns().size()]);
    }

    static String until(Document waiver) {
        return waiver.text("until").isEmpty() ? "-" : Words.time(waiver.text("until"));
    }

    static String because(Document waiver) {
        String by = waiver.text("author").isEmpty() ? "" : " (" + waiver.text("author") + ")";
        String kind = waiver.text("kind").equals("vex") ? "VEX: " : "";
        return kind + waiver.text("reason") + by;
    }
}
