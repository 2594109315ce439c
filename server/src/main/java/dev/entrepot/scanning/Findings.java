package dev.entrepot.scanning;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Severity;
import dev.entrepot.vulnerabilities.Match;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of images, put together from the rows.
final class Findings {
    /// Of one image. Beyond, the least severe are left out; an image of so many is judged by the others.
    static final int MOST = 100_000;

    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
            .reversed()
            .thenComparing(Finding::packageName)
            .thenComparing(Finding::version)
            .thenComparing(Finding::id)
            .thenComparing(Finding::path);

    private final Database database;
    private final VulnerabilityDatabase vulnerabilities;
    private final ExternalScans external;
    private final ArrivalTable manifests = new ArrivalTable();
    private final ImageScanTable images = new ImageScanTable();
    private final PackageTable packages = new PackageTable();

    Findings(Database database, VulnerabilityDatabase vulnerabilities, ExternalScans external) {
        this.database = database;
        this.vulnerabilities = vulnerabilities;
        this.external = external;
    }

    /// The row of an image and what hangs on it, of one moment.
    private record Rows(
            ImageScanTable.Stored image,
            Contents contents,
            List<PackageTable.Found> found,
            List<Finding> external,
            Optional<Instant> databaseAt) {}

    Optional<ImageScan> find(String namespace, Digest digest) {
        Knowledge knowledge = Knowledge.of(vulnerabilities);
        Optional<Rows> rows = database.read(sql -> images.find(sql, namespace, digest)
                .map(image -> new Rows(
                        image,
                        images.contents(sql, image.id())
                                .map(ContentsCodec::read)
                                .orElse(Contents.NOTHING),
                        packages.findings(sql, image.id(), MOST),
                        external.findings(sql, namespace, digest.toString()),
                        matchedAt(sql, knowledge))));
        return rows.isPresent() ? rows.map(found -> scan(found, knowledge)) : unseen(namespace, digest);
    }

    /// When the oldest advisories were imported that any package was matched against: the newest ones count once all
    /// are.
    private Optional<Instant> matchedAt(Sql sql, Knowledge knowledge) {
        return Knowledge.importedAt(packages.leastMatched(sql).orElse(knowledge.age()));
    }

    private static ImageScan scan(Rows rows, Knowledge knowledge) {
        ImageScanTable.Stored image = rows.image;
        return new ImageScan(
                image.namespace(),
                image.digest(),
                image.state(),
                problem(image),
                Optional.ofNullable(image.scannedAt()).map(Findings::time),
                rows.databaseAt,
                image.revision(),
                rows.contents.distribution(),
                rows.contents.packages(),
                findings(rows, knowledge),
                rows.contents.config().labels());
    }

    private static String problem(ImageScanTable.Stored image) {
        boolean resting = image.state() == ImageScan.State.PENDING && !image.queued();
        return resting
                ? "its repository has its images read only when somebody asks for it: entrepot scan does"
                : image.problem();
    }

    private static List<Finding> findings(Rows rows, Knowledge knowledge) {
        Map<Long, List<Match>> matches = new HashMap<>();
        for (PackageTable.Found found : rows.found) {
            matches.computeIfAbsent(found.packageId(), _ -> new ArrayList<>()).add(MatchJson.read(found.body()));
        }
        List<Finding> findings = new ArrayList<>(rows.external);
        for (int i = 0; i < rows.contents.ids().size(); i++) {
            for (Match match : matches.getOrDefault(rows.contents.ids().get(i), List.of())) {
                findings.add(knowledge.finding(rows.contents.packages().get(i), match));
            }
        }
        findings.sort(ORDER);
        return findings.size() > MOST ? findings.subList(0, MOST) : findings;
    }

    /// What is known of an image that came this second.
    private Optional<ImageScan> unseen(String namespace, Digest digest) {
        return database.read(sql -> manifests.content(sql, namespace, digest))
                .flatMap(content -> Arrivals.begin(namespace, digest, content, true))
                .map(begin -> new ImageScan(
                        namespace,
                        digest,
                        begin.state(),
                        begin.problem(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Map.of()));
    }

    Optional<ImageConfig> config(String namespace, Digest digest) {
        return database.read(sql -> images.find(sql, namespace, digest)
                .flatMap(image -> images.contents(sql, image.id()))
                .map(bytes -> ContentsCodec.read(bytes).config()));
    }

    Map<Digest, ScanSummary> summaries(String namespace, Collection<Digest> digests) {
        return database.read(sql -> {
            Map<Digest, ScanSummary> summaries = new LinkedHashMap<>();
            for (Digest digest : digests) {
                images.find(sql, namespace, digest)
                        .ifPresent(image -> summaries.put(digest, new ScanSummary(image.state(), counts(sql, image))));
            }
            return summaries;
        });
    }

    private Map<Severity, Integer> counts(Sql sql, ImageScanTable.Stored image) {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        for (ImageScanTable.Count count : images.counts(sql, image.id())) {
            counts.put(Severity.ofRank(count.severity()), (int) Math.min(count.findings(), Integer.MAX_VALUE));
        }
        for (Finding finding :
                external.findings(sql, image.namespace(), image.digest().toString())) {
            counts.merge(finding.severity(), 1, Integer::sum);
        }
        return counts;
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
