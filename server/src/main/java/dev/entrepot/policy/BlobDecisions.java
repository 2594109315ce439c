package dev.entrepot.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides about blobs: one is served where a manifest that names it may be pulled, or none names it yet.
///
/// Manifests that run open what they name before all others: one that is never gated, an index, or something
/// that nobody can look into must not open the layers of an image that is refused, just by naming them.
///
/// ```
///   named by an image      → by one that may be pulled
///   else by other artifacts → by one that may be pulled
///   else                   → by whoever asks: statements, indexes that name blobs, and what nobody named yet
/// ```
final class BlobDecisions {
    private static final int REMEMBERED = 100_000;
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int BATCH = 500;

    /// Manifests that name one blob and are refused; a repository whose newest thousands are all refused serves
    /// nothing that they share.
    private static final int MOST = 5_000;

    private final Database database;
    private final Repositories repositories;
    private final Decisions decisions;
    private final Natures natures;
    private final ReachTable reach = new ReachTable();
    private final Cache<Decisions.Key, Remembered> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Remembered(Decisions.Basis basis, Judgement judgement, long atNanos) {}

    BlobDecisions(Gates.Foundations below, Decisions decisions, Natures natures) {
        this.database = below.database();
        this.repositories = below.content().repositories();
        this.decisions = decisions;
        this.natures = natures;
    }

    /// What is known already. Never blocks.
    Optional<Judgement> atOnce(PolicySet set, RepositoryName name, Digest blob) {
        Remembered found = known.getIfPresent(new Decisions.Key(name, blob));
        return found != null
                        && System.nanoTime() - found.atNanos < FRESH_NANOS
                        && found.basis.equals(decisions.basis(set, name))
                ? Optional.of(found.judgement)
                : Optional.empty();
    }

    /// What the policies say now. Nobody waits for a scan here: whoever pulled the manifest has waited.
    Judgement decide(PolicySet set, RepositoryName name, Digest blob) {
        Optional<Judgement> remembered = atOnce(set, name, blob);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        Decisions.Basis basis = decisions.basis(set, name);
        long begun = System.nanoTime();
        Judgement judgement = anew(set, name, blob);
        known.put(new Decisions.Key(name, blob), new Remembered(basis, judgement, begun));
        return judgement;
    }

    private Judgement anew(PolicySet set, RepositoryName name, Digest blob) {
        Optional<Repository> repository = repositories.find(name);
        if (repository.isEmpty()) {
            return Judgement.OPEN;
        }
        List<Digest> images = new ArrayList<>();
        List<Digest> artifacts = new ArrayList<>();
        sort(repository.get(), blob, images, artifacts);
        return anyOf(set, name, images.isEmpty() ? artifacts : images);
    }

    private void sort(Repository repository, Digest blob, List<Digest> images, List<Digest> artifacts) {
        String last = "";
        List<Digest> batch;
        do {
            String after = last;
            batch = database.read(sql -> reach.naming(sql, repository.id(), blob, after, BATCH));
            for (Digest manifest : batch) {
                last = manifest.toString();
                natures.of(repository.name(), manifest).ifPresent(nature -> {
                    switch (nature) {
                        case IMAGE -> images.add(manifest);
                        case ARTIFACT -> artifacts.add(manifest);
                        case INDEX, STATEMENT -> {}
                    }
                });
            }
        } while (batch.size() == BATCH && images.size() + artifacts.size() < MOST);
    }

    /// Those that are known to pass first: whoever asks for a blob pulled its manifest just now.
    private Judgement anyOf(PolicySet set, RepositoryName name, List<Digest> manifests) {
        for (Digest manifest : manifests) {
            if (decisions
                    .atOnce(set, name, manifest)
                    .filter(Judgement.Passes.class::isInstance)
                    .isPresent()) {
                return Judgement.OPEN;
            }
        }
        Judgement last = Judgement.OPEN;
        for (Digest manifest : manifests) {
            last = decisions.decide(set, name, manifest, Answers.LONGEST_HOLD).judgement();
            if (last instanceof Judgement.Passes) {
                return Judgement.OPEN;
            }
        }
        return last;
    }
}
