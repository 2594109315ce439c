package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tags that point to what lies elsewhere in the registry: several in one transaction, without moving a byte. What the
/// target's repository does not have yet, it gets rows and links of: the manifest, the children of an index, and, as
/// far
/// as they are asked for, signatures and other referrers.
public final class Promotions {
    /// Tags that one request moves.
    public static final int MOST = 100;

    private final Repositories repositories;
    private final ContentCache cache;
    private final Leases leases;
    private final AuditLog audit;
    private final TagTable tags = new TagTable();
    private final GraphTable graph = new GraphTable();
    private final ImageCopy copies = new ImageCopy();

    Promotions(Repositories repositories, ContentCache cache, Leases leases, AuditLog audit) {
        this.repositories = repositories;
        this.cache = cache;
        this.leases = leases;
        this.audit = audit;
    }

    /// Asks upward what may leave its repository. Asked within the transaction: it reads nothing, and answers by what
    /// its
    /// maker looked at before.
    @FunctionalInterface
    public interface Clearance {
        boolean covers(RepositoryName from, Digest manifest);
    }

    /// Does all of these or none.
    ///
    /// @param promotions at least one and at most {@link #MOST}, no two of them with the same target
    /// @param signatures whether referrers and tags of signatures come along
    /// @param clearance for each manifest that comes to another repository
    public PromotionResult promote(List<Promotion> promotions, boolean signatures, Pusher pusher, Clearance clearance) {
        requireDifferent(promotions);
        try {
            Outcome outcome = repositories.write(
                    promotions.getFirst().to(),
                    turn(promotions.getFirst()),
                    sql -> new Transaction(sql, pusher, clearance).run(promotions, signatures));
            outcome.changed.forEach(cache::changed);
            return new PromotionResult.Done(outcome.promoted);
        } catch (RolledBack rolledBack) {
            return rolledBack.result;
        } catch (RefusedException refused) {
            return new PromotionResult.Refused(refused.refusal());
        }
    }

    private static void requireDifferent(List<Promotion> promotions) {
        Set<String> targets = new HashSet<>();
        for (Promotion promotion : promotions) {
            if (!targets.add(promotion.targetImage())) {
                throw new IllegalArgumentException(
                        promotion.targetImage() + " is a target twice: it can point to one" + " manifest only");
            }
        }
        if (promotions.isEmpty() || promotions.size() > MOST) {
            throw new IllegalArgumentException("expected 1 to " + MOST + " tags, and got " + promotions.size());
        }
    }

    /// What stands for the promotion among pushes that wait for each other.
    private static Digest turn(Promotion promotion) {
        return promotion.source() instanceof Digest digest
                ? digest
                : Digest.of(Digest.Algorithm.SHA256, promotion.sourceImage().getBytes(StandardCharsets.UTF_8));
    }

    /// @param changed references of repositories that caches must forget
    private record Outcome(List<PromotionResult.Promoted> promoted, Map<RepositoryName, List<String>> changed) {}

    /// @param repository in which the source lies
    private record Source(long repository, Digest digest) {}

    private final class Transaction {
        private final Sql sql;
        private final Pusher pusher;
        private final Clearance clearance;
        private final long now;
        private final Map<RepositoryName, List<String>> changed = new LinkedHashMap<>();

        Transaction(Sql sql, Pusher pusher, Clearance clearance) {
            this.sql = sql;
            this.clearance = clearance;
            this.pusher = pusher;
            pusher.authority().exercise(sql);
            this.now = leases.clock().now(sql);
        }

        Outcome run(List<Promotion> promotions, boolean signatures) {
            // All sources first, so that two tags can change places.
            List<Source> sources = promotions.stream().map(this::source).toList();
            List<PromotionResult.Promoted> promoted = new ArrayList<>();
            for (int i = 0; i < promotions.size(); i++) {
                promoted.add(promote(promotions.get(i), sources.get(i), signatures));
            }
            return new Outcome(promoted, changed);
        }

        private Source source(Promotion promotion) {
            long repository = repositories
                    .home(sql, promotion.from())
                    .map(Home::id)
                    .orElseThrow(() -> new RolledBack(new PromotionResult.Unknown(promotion)));
            Optional<Digest> digest = switch (promotion.source()) {
                case Tag tag -> tags.find(sql, repository, tag);
                case Digest named -> Optional.of(named).filter(there -> graph.has(sql, repository, there.toString()));
            };
            return digest.map(found -> new Source(repository, found))
                    .orElseThrow(() -> new RolledBack(new PromotionResult.Unknown(promotion)));
        }

        private PromotionResult.Promoted promote(Promotion promotion, Source source, boolean signatures) {
            Home home = repositories.ensure(sql, promotion.to(), pusher, now);
            promotion.expected().ifPresent(expected -> {
                Optional<Digest> current = tags.find(sql, home.id(), promotion.target());
                if (!expected.admits(current)) {
                    throw new RolledBack(new PromotionResult.TagMoved(promotion, current));
                }
            });
            ImageCopy.Copied copied = copy(promotion, source, home, signatures);
            Optional<Digest> previous = move(home, promotion.target(), source.digest);
            boolean same = previous.filter(source.digest::equals).isPresent()
                    && copied.manifests().isEmpty();
            List<Tag> kept = new ArrayList<>();
            for (GraphTable.SignatureTag signature : copied.signatureTags()) {
                Tag tag = new Tag(signature.name());
                Digest digest = Digest.parse(signature.digest());
                if (mayFollow(source, home, tag)) {
                    same &= move(home, tag, digest).filter(digest::equals).isPresent();
                } else {
                    kept.add(tag);
                }
            }
            PromotionResult.Promoted promoted =
                    new PromotionResult.Promoted(promotion, source.digest, previous, copied.manifests(), kept);
            if (!same) {
                audit.record(sql, pusher.authority().author(), ContentEvents.promoted(promoted));
            }
            return promoted;
        }

        private ImageCopy.Copied copy(Promotion promotion, Source source, Home home, boolean signatures) {
            GraphTable.Copy copy = new GraphTable.Copy(
                    source.repository,
                    home.id(),
                    leases.of(now, pusher.authority()),
                    pusher.authority().author().name(),
                    now);
            ImageCopy.Copied copied = source.repository == home.id()
                    ? copies.again(sql, source.digest, copy)
                    : copies.copy(sql, home, cleared(promotion, source, signatures), copy);
            List<String> references = changed(home);
            references.add(source.digest.toString());
            copied.manifests().forEach(digest -> references.add(digest.toString()));
            return copied;
        }

        private ImageCopy.Reach cleared(Promotion promotion, Source source, boolean signatures) {
            ImageCopy.Reach reach = copies.reach(sql, source.repository, source.digest, signatures);
            if (reach.tooMuch()) {
                throw new RolledBack(new PromotionResult.TooMany(promotion, ImageCopy.MOST));
            }
            List<Digest> uncleared = reach.manifests().stream()
                    .filter(digest -> !clearance.covers(promotion.from(), digest))
                    .toList();
            if (!uncleared.isEmpty()) {
                throw new RolledBack(new PromotionResult.Uncleared(promotion, uncleared));
            }
            return reach;
        }

        private Optional<Digest> move(Home home, Tag tag, Digest digest) {
            changed(home).add(tag.text());
            Optional<Digest> previous = tags.move(
                    sql, home.id(), tag, digest, pusher.authority().author().name(), now);
            previous.filter(other -> !other.equals(digest))
                    .ifPresent(other -> TagRules.requireUnfrozen(home, tag, other));
            return previous;
        }

        /// A tag of signatures goes on where the source's did; where others signed in the target, theirs stay.
        private boolean mayFollow(Source source, Home home, Tag tag) {
            return tags.find(sql, home.id(), tag)
                    .map(current -> graph.everPointed(sql, source.repository, tag.text(), current.toString()))
                    .orElse(true);
        }

        private List<String> changed(Home home) {
            return changed.computeIfAbsent(home.name(), name -> new ArrayList<>());
        }
    }

    /// Takes the whole transaction back.
    private static final class RolledBack extends RuntimeException {
        private final transient PromotionResult result;

        RolledBack(PromotionResult result) {
            super(null, null, false, false);
            this.result = result;
        }
    }
}
