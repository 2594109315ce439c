package dev.entrepot.scanning;

import dev.entrepot.packages.Severity;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The report of an adapter, read as what a stranger says: in parts, each bounded.
final class AdapterReport {
    private static final int MAX_FINDINGS = 50_000;
    private static final int MAX_WORD = 300;
    private static final int MAX_TITLE = 200;
    private static final double NO_NUMBER = -1;
    private static final double MAX_SCORE = 10;

    private AdapterReport() {}

    static List<Finding> findings(JsonNode report, String scanner) throws AdapterException {
        JsonNode all = report.path("vulnerabilities");
        if (!all.isArray() && !all.isMissingNode() && !all.isNull()) {
            throw new AdapterException("the member vulnerabilities of its report is no list");
        }
        if (all.size() > MAX_FINDINGS) {
            throw new AdapterException("its report has more than " + MAX_FINDINGS + " findings");
        }
        List<Finding> findings = new ArrayList<>();
        for (JsonNode each : all) {
            if (!word(each, "id").isEmpty() && !word(each, "package").isEmpty()) {
                findings.add(finding(each, scanner));
            }
        }
        return List.copyOf(findings);
    }

    private static Finding finding(JsonNode each, String scanner) {
        JsonNode cvss = each.path("preferred_cvss");
        double score = cvss.path("score_v3").asDouble(NO_NUMBER);
        String vector = word(cvss, "vector_v3");
        return new Finding(
                word(each, "id"),
                List.of(),
                word(each, "package"),
                word(each, "version"),
                "",
                word(each, "fix_version"),
                severity(word(each, "severity")),
                "",
                layer(each),
                "",
                score >= 0 && score <= MAX_SCORE ? score : NO_NUMBER,
                vector.isEmpty() ? word(cvss, "vector_v2") : vector,
                title(each.path("description").asString("")),
                link(each.path("links")),
                false,
                NO_NUMBER,
                scanner);
    }

    /// `None` is the adapter's word for a vulnerability that harms nobody.
    private static Severity severity(String word) {
        return word.equals("None") ? Severity.NEGLIGIBLE : Severity.parse(word).orElse(Severity.UNKNOWN);
    }

    private static String layer(JsonNode each) {
        String layer = each.path("layer").path("digest").asString("");
        return layer.length() <= MAX_WORD ? layer : "";
    }

    private static String link(JsonNode links) {
        String link = links.path(0).asString("");
        return link.startsWith("https://") && link.length() <= MAX_WORD ? link : "";
    }

    private static String title(String description) {
        String line = description.strip().lines().findFirst().orElse("");
        return line.length() > MAX_TITLE ? line.substring(0, MAX_TITLE) + "…" : line;
    }

    private static String word(JsonNode node, String member) {
        String text = node.path(member).asString("").strip();
        return text.length() > MAX_WORD ? text.substring(0, MAX_WORD) : text;
    }
}
