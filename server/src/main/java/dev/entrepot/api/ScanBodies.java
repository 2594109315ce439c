package dev.entrepot.api;

import dev.entrepot.http.Response;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Severity;
import dev.entrepot.policy.Waiver;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Scans as documents. Scripts rely on the members of a finding: an absent text is `""` there and not left out.
final class ScanBodies {
    private ScanBodies() {}

    static Response answer(int status, ScannedImage scanned) {
        List<ScannedImage.United> findings = scanned.findings();
        return Response.json(status, JsonWriter.document(json -> {
            json.put("image", scanned.asked().image().text())
                    .put("digest", scanned.asked().digest().toString())
                    .put("state", word(scanned.state()))
                    .put("problem", scanned.problem())
                    .put("scannedAt", text(scanned.scannedAt()))
                    .put("databaseAt", text(scanned.databaseAt()))
                    .put("distribution", distribution(scanned))
                    .put(
                            "packages",
                            scanned.scans()
                                    .flatMap(scan -> scan.packages().stream())
                                    .map(found -> found.what())
                                    .distinct()
                                    .count());
            counts(json, ScannedImage.counts(findings));
            json.put(
                    "waived",
                    findings.stream().filter(united -> !united.counts()).count());
            json.array("images", scanned.parts(), ScanBodies::part);
            json.array("findings", findings, ScanBodies::finding);
        }));
    }

    /// `worst` and `counts`.
    static void counts(JsonWriter json, Map<Severity, Integer> counts) {
        json.put(
                "worst",
                counts.entrySet().stream()
                        .filter(count -> count.getValue() > 0)
                        .map(Map.Entry::getKey)
                        .max(Comparator.naturalOrder())
                        .map(Severity::name)
                        .orElse(""));
        json.object("counts", members -> {
            for (Severity severity : List.of(Severity.values()).reversed()) {
                members.put(severity.name(), counts.getOrDefault(severity, 0));
            }
        });
    }

    static String word(ImageScan.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Optional<Instant> time) {
        return time.map(at -> at.truncatedTo(ChronoUnit.MILLIS).toString()).orElse("");
    }

    private static String distribution(ScannedImage scanned) {
        return String.join(
                ", ",
                scanned.scans()
                        .map(ImageScan::distribution)
                        .flatMap(Optional::stream)
                        .map(ScanBodies::name)
                        .distinct()
                        .toList());
    }

    private static String name(Distribution distribution) {
        return distribution.prettyName().isEmpty()
                ? (distribution.id() + " " + distribution.versionId()).strip()
                : distribution.prettyName();
    }

    private static void part(JsonWriter json, ScannedImage.PartScan part) {
        json.put("digest", part.part().digest().toString())
                .put("platform", part.part().platform())
                .put("state", word(part.state()))
                .put("problem", part.scan().map(ImageScan::problem).orElse(""))
                .put("scannedAt", text(part.scan().flatMap(ImageScan::scannedAt)))
                .put(
                        "distribution",
                        part.scan()
                                .flatMap(ImageScan::distribution)
                                .map(ScanBodies::name)
                                .orElse(""))
                .put("packages", part.scan().map(scan -> scan.packages().size()).orElse(0));
    }

    private static void finding(JsonWriter json, ScannedImage.United united) {
        Finding finding = united.finding();
        json.put("id", finding.id())
                .texts("aliases", finding.aliases())
                .put("package", finding.packageName())
                .put("version", finding.version())
                .put("fixedVersion", finding.fixedVersion())
                .put("severity", finding.severity().name())
                .put("type", finding.type())
                .put("layer", finding.layer())
                .put("path", finding.path())
                .put("source", finding.source());
        if (finding.score() >= 0) {
            json.putDecimal("score", finding.score());
        }
        json.put("vector", finding.vector())
                .put("title", finding.title())
                .put("url", finding.url())
                .put("exploited", finding.exploited());
        if (finding.epss() >= 0) {
            json.putDecimal("epss", finding.epss());
        }
        json.put("scanner", finding.scanner()).put("vexStatus", united.judged().vexStatus());
        united.judged().waiver().ifPresent(waiver -> json.object("waiver", inner -> waiver(inner, waiver)));
        json.texts(
                "platforms",
                united.parts().stream()
                        .map(PlatformImages.Part::platform)
                        .filter(platform -> !platform.isEmpty())
                        .toList());
        json.texts(
                "digests",
                united.parts().stream().map(part -> part.digest().toString()).toList());
    }

    private static void waiver(JsonWriter json, Waiver waiver) {
        json.put("kind", waiver.kind().name().toLowerCase(Locale.ROOT))
                .put("id", waiver.id())
                .put("reason", waiver.reason())
                .put("author", waiver.author())
                .put("until", text(waiver.until()));
    }
}
