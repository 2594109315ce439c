package dev.entrepot.policy;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.content.Content;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.Promotion;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.retention.Retention;
import dev.entrepot.scanning.Scanning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// What may be pulled, by the policies that decide now. Knows no callers: who passes gates is asked about
/// before.
public final class Gates {
    /// The state of what is waited for is looked at this often at least, so that nobody waits for a node that
    /// stops.
    private static final Duration SLICE = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(20);

    /// What this package stands on.
    public record Foundations(
            Database database,
            AccessEpoch epoch,
            DatabaseClock clock,
            AuditLog audit,
            Content content,
            Retention retention,
            Scanning scanning,
            Waivers waivers) {}

    private final Foundations below;
    private final Policies policies;
    private final Subjects subjects;
    private final Natures natures;
    private final Decisions decisions;
    private final BlobDecisions blobs;
    private final Departures departures;
    private final Plans plans;
    private volatile boolean closing;

    public Gates(Foundations below) {
        this.below = below;
        this.policies = new Policies(below);
        this.subjects = new Subjects(below);
        this.natures = new Natures(below.content().manifests(), below.content().blobs());
        this.decisions = new Decisions(below, subjects, natures);
        this.blobs = new BlobDecisions(below, decisions, natures);
        this.departures = new Departures(below, policies, decisions);
        this.plans = new Plans(below, policies, decisions);
    }

    public Policies policies() {
        return policies;
    }

    public Plans plans() {
        return plans;
    }

    /// What takes content to where its policies do not hold.
    public Departures departures() {
        return departures;
    }

    /// Whether a manifest may be pulled, if this node knows without asking. Never blocks.
    public Optional<Judgement> atOnce(RepositoryName name, Digest digest) {
        return policies.atOnce()
                .flatMap(set ->
                        set.on(name).isEmpty() ? Optional.of(Judgement.OPEN) : decisions.atOnce(set, name, digest));
    }

    /// Whether a manifest may be pulled. Waits for its scan as long as its policies say.
    public Judgement judge(RepositoryName name, Digest digest) {
        return judge(name, digest, Answers.LONGEST_HOLD);
    }

    /// As above, for a caller with less patience.
    ///
    /// @param patience how long it waits at most
    public Judgement judge(RepositoryName name, Digest digest, Duration patience) {
        long begun = System.nanoTime();
        boolean asked = false;
        while (true) {
            PolicySet set = policies.set();
            if (set.on(name).isEmpty()) {
                return Judgement.OPEN;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            boolean over = closing || waited.compareTo(patience) >= 0;
            Decision decision = decisions.decide(set, name, digest, over ? Answers.LONGEST_HOLD : waited);
            if (!asked) {
                // Also where nobody waits: whoever comes again shall find more.
                decision.pending().forEach(image -> below.scanning().request(name, image, false));
                asked = true;
            }
            if (!decision.waits()) {
                return decision.judgement();
            }
            pause(name, decision, min(decision.left(), patience.minus(waited)));
        }
    }

    private void pause(RepositoryName name, Decision decision, Duration time) {
        Duration slice = min(time, SLICE);
        long begun = System.nanoTime();
        below.scanning().await(name.namespace(), decision.pending().getFirst(), slice);
        // Where nothing is waited for, nothing is to be asked in a loop either.
        if (System.nanoTime() - begun < PAUSE.toNanos()) {
            LockSupport.parkNanos(min(slice, PAUSE).toNanos());
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Whether a blob may be read, if this node knows without asking. Never blocks.
    public Optional<Judgement> blobAtOnce(RepositoryName name, Digest blob) {
        return policies.atOnce()
                .flatMap(set -> set.on(name).isEmpty() ? Optional.of(Judgement.OPEN) : blobs.atOnce(set, name, blob));
    }

    /// Whether a blob may be read: see {@link BlobDecisions}.
    public Judgement blob(RepositoryName name, Digest blob) {
        PolicySet set = policies.set();
        return set.on(name).isEmpty() ? Judgement.OPEN : blobs.decide(set, name, blob);
    }

    /// Whether any policy of a repository looks at pushes.
    public boolean looksAtPushes(RepositoryName name) {
        return policies.set().on(name).stream()
                .anyMatch(policy -> policy.terms().alsoPush());
    }

    /// Whether tags may be pointed to a manifest that may be new to the repository: not to what is known to be
    /// refused under a policy that looks at pushes. Nobody waits for anything here, and statements are pushed
    /// freely.
    public Judgement push(RepositoryName name, List<Tag> tags, Digest digest, Manifest manifest) {
        if (natures.of(name, digest, manifest) == Nature.STATEMENT) {
            return Judgement.OPEN;
        }
        List<Digest> images = manifest instanceof Index index
                ? index.manifests().stream()
                        .filter(child -> child.mediaType().isManifest())
                        .flatMap(child -> below.scanning().images(name, child.digest()).stream())
                        .toList()
                : List.of(digest);
        return push(name, tags, digest, images);
    }

    /// The same of an image that lies in another repository until now.
    public Judgement push(Promotion promotion, Digest digest) {
        return natures.of(promotion.from(), digest)
                .filter(nature -> nature != Nature.STATEMENT)
                .map(nature -> push(
                        promotion.to(),
                        List.of(promotion.target()),
                        digest,
                        below.scanning().images(promotion.from(), digest)))
                .orElse(Judgement.OPEN);
    }

    /// @param images that stand under the manifest; itself, when it is none that lists others
    private Judgement push(RepositoryName name, List<Tag> tags, Digest digest, List<Digest> images) {
        List<ActingPolicy> asked = policies.set().on(name).stream()
                .filter(policy -> policy.terms().alsoPush())
                .toList();
        Optional<Repository> repository = below.content().repositories().find(name);
        if (asked.isEmpty() || repository.isEmpty()) {
            return Judgement.OPEN;
        }
        Subjects.Around around = subjects.around(repository.get(), digest, Nature.IMAGE, asked)
                .alsoCalled(tags.stream().map(Tag::text).toList());
        Subjects.Read read = subjects.read(repository.get(), digest, new Subjects.Around(around.tags(), images), asked);
        Decision decision = Decision.of(asked, read, Answers.LONGEST_HOLD);
        List<Objection> known = decision.judgement() instanceof Judgement.Refused(List<Objection> objections)
                ? objections.stream()
                        .filter(objection -> !(objection.cause() instanceof Cause.Unscanned))
                        .toList()
                : List.of();
        return known.isEmpty() ? Judgement.OPEN : new Judgement.Refused(known);
    }

    /// Answers at once whoever waits for a scan, from now on.
    public void stopWaiting() {
        closing = true;
    }
}
