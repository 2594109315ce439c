package dev.entrepot.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.NameKeeper;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageScan;
import dev.entrepot.storage.BlobStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exemptions and VEX statements: which findings of an image do not count.
///
/// An exemption goes before a VEX statement: it is what somebody decided here. Of several exemptions the one that lasts
/// longest is told. Whoever keeps a judgement lets it go at the earliest {@link Waiver#until} in it, and when
/// {@link #changes} has grown.
public final class Waivers {
    private static final Logger LOG = LoggerFactory.getLogger(Waivers.class);

    /// What may be remembered of the documents that count, as their bytes: all of a namespace.
    private static final long REMEMBERED_BYTES = VexDocuments.MOST_BYTES;

    private static final int LEAST_WEIGHT = 512;

    private static final Comparator<Waiver> LONGEST =
            Comparator.comparing((Waiver waiver) -> waiver.until().orElse(Instant.MAX));

    private final Database database;
    private final DatabaseClock clock;
    private final WaiverEpoch epoch;
    private final Exemptions exemptions;
    private final VexDocuments documents;
    private final VexAttachments attachments;
    private final WaiverNames names;
    private final ExemptionTable exemptionTable = new ExemptionTable();
    private final VexTable vexTable = new VexTable();
    private final AttachmentTable images = new AttachmentTable();

    /// Rows of a document never change: a newer one has another id.
    private final Cache<String, Parsed> parsed = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((String id, Parsed document) -> document.weight)
            .build();

    private record Parsed(Map<String, List<VexStatement>> statements, int weight) {}

    /// What this package stands on here.
    public record Foundations(Database database, BlobStore store, AuditLog audit, DatabaseClock clock) {}

    public Waivers(Foundations below) {
        database = below.database();
        clock = below.clock();
        epoch = new WaiverEpoch(database);
        attachments = new VexAttachments(below.store());
        exemptions = new Exemptions(database, clock, below.audit(), epoch);
        documents = new VexDocuments(database, clock, below.audit(), epoch, attachments);
        names = new WaiverNames(epoch);
    }

    public Exemptions exemptions() {
        return exemptions;
    }

    public VexDocuments documents() {
        return documents;
    }

    /// What must hear of names that change or end.
    public NameKeeper names() {
        return names;
    }

    /// Grows with every change of exemptions or VEX statements that this node knows of: its own at once, those of
    /// others
    /// and what follows from renamed and deleted repositories once {@link #follow} was called.
    public long changes() {
        return epoch.known();
    }

    /// Catches up with what changed elsewhere. To be called several times a second.
    public void follow() {
        epoch.follow();
    }

    /// As the other, by the repository's name of now, in a transaction of its own. In a repository that is not there
    /// everything counts.
    public List<JudgedFinding> judge(RepositoryName name, ImageScan scan) {
        return database.read(sql -> images.repository(sql, name.text())
                .map(id -> judge(sql, id, name, scan))
                .orElseGet(() -> scan.findings().stream()
                        .map(finding -> new JudgedFinding(finding, Optional.empty(), ""))
                        .toList()));
    }

    /// The findings of an image as seen in a repository, in their order, each with what speaks for it now. Without
    /// findings it reads nothing.
    public List<JudgedFinding> judge(Sql sql, Repository repository, ImageScan scan) {
        return judge(sql, repository.id(), repository.name(), scan);
    }

    private List<JudgedFinding> judge(Sql sql, long repositoryId, RepositoryName name, ImageScan scan) {
        if (scan.findings().isEmpty()) {
            return List.of();
        }
        Place place = Place.of(name);
        Map<String, Waiver> exempted = exempted(sql, place, scan);
        Set<String> digests = images.above(sql, repositoryId, scan.digest().toString());
        List<VexRulings.Source> counting = counting(sql, place);
        List<VexRulings.Source> attached = attached(sql, repositoryId, place, digests);
        VexRulings rulings = new VexRulings(
                new VexMatcher(scan, new ImageNames(name, digests, () -> images.tags(sql, repositoryId, digests))));
        boolean silent = counting.isEmpty() && attached.isEmpty();
        List<JudgedFinding> judged = new ArrayList<>();
        for (Finding finding : scan.findings()) {
            Optional<VexRulings.Ruling> counts = silent ? Optional.empty() : rulings.of(finding, counting);
            Optional<VexRulings.Ruling> shown =
                    silent ? Optional.empty() : counts.or(() -> rulings.of(finding, attached));
            judged.add(new JudgedFinding(
                    finding,
                    exemption(finding, exempted).or(() -> counts.flatMap(Waivers::waiver)),
                    shown.map(ruling -> ruling.statement().status().id()).orElse("")));
        }
        return judged;
    }

    private Map<String, Waiver> exempted(Sql sql, Place place, ImageScan scan) {
        Map<String, Waiver> exempted = new HashMap<>();
        for (ExemptionTable.Applying each :
                exemptionTable.applying(sql, place, scan.digest().toString(), clock.now(sql))) {
            exempted.merge(
                    each.issueKey(), each.waiver(), (one, other) -> LONGEST.compare(one, other) < 0 ? other : one);
        }
        return exempted;
    }

    private static Optional<Waiver> exemption(Finding finding, Map<String, Waiver> exempted) {
        if (exempted.isEmpty()) {
            return Optional.empty();
        }
        return VexRulings.issues(finding).stream()
                .flatMap(issue -> Optional.ofNullable(exempted.get(issue)).stream())
                .max(LONGEST);
    }

    private static Optional<Waiver> waiver(VexRulings.Ruling ruling) {
        VexStatement statement = ruling.statement();
        return statement.status().waives()
                ? Optional.of(new Waiver(
                        Waiver.Kind.VEX,
                        ruling.source().id(),
                        statement.reason(),
                        ruling.source().author(),
                        Optional.empty()))
                : Optional.empty();
    }

    private List<VexRulings.Source> counting(Sql sql, Place place) {
        List<VexRulings.Source> sources = new ArrayList<>();
        for (VexTable.Counting each : vexTable.counting(sql, place)) {
            sources.add(new VexRulings.Source(each.id(), each.authorName(), statements(sql, each)));
        }
        return sources;
    }

    private Map<String, List<VexStatement>> statements(Sql sql, VexTable.Counting document) {
        Parsed known = parsed.getIfPresent(document.id());
        if (known == null) {
            byte[] bytes = vexTable.content(sql, document.id())
                    .orElseThrow(() -> new IllegalStateException("no such VEX document: " + document.id()));
            known = new Parsed(byIssue(document, bytes), bytes.length + LEAST_WEIGHT);
            parsed.put(document.id(), known);
        }
        return known.statements;
    }

    /// What another version took and this one cannot read says nothing: then findings count that did not.
    private static Map<String, List<VexStatement>> byIssue(VexTable.Counting document, byte[] bytes) {
        try {
            return document.image().isEmpty()
                    ? VexReader.read(bytes).byIssue()
                    : VexReader.readAttached(bytes, document.image())
                            .map(VexContent::byIssue)
                            .orElse(Map.of());
        } catch (IllegalArgumentException unreadable) {
            LOG.warn("event=vex_unreadable id={} because=\"{}\"", document.id(), unreadable.getMessage());
            return Map.of();
        }
    }

    /// What pushers say: shown, and no more.
    private List<VexRulings.Source> attached(Sql sql, long repositoryId, Place place, Set<String> digests) {
        return attachments.unaccepted(sql, repositoryId, place, digests).stream()
                .flatMap(found -> found.opened().documents().stream()
                        .map(document -> new VexRulings.Source("", found.where().pushedBy(), document.byIssue())))
                .toList();
    }
}
