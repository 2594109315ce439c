package dev.entrepot.integrity;

import dev.entrepot.content.Soundness;
import dev.entrepot.content.Strays;
import dev.entrepot.content.Verdict;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;
import dev.entrepot.storage.StoredBytes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The job `reconcile`: brings storage and database together where they disagree.
///
/// ```
///   bytes that nothing names    --repair--> queued for removal
///   blobs without their bytes   --repair--> damaged: served to nobody, healed by the next push
///   blobs and links in no queue --repair--> looked at by the collector
/// ```
///
/// It looks at everything first, and touches nothing when that would be a lot: a wrong folder, a disk that is not
/// mounted
/// or an old database then cost nothing.
final class Reconcile {
    private static final String REPAIR = "repair";
    private static final String FORCE = "force";

    /// More than this part of either side is not touched without force.
    private static final int BRAKE_PERCENT = 10;

    /// So few are no sign of a mistake, however small the registry.
    private static final int FEW = 2;

    /// Bounds memory; a further run takes the rest.
    private static final int MOST = 500_000;

    private static final int MOST_NAMED = 100;
    private static final int AT_ONCE = 500;

    private final Integrity.Parts parts;
    private final Strays strays;
    private final Inventory inventory;

    Reconcile(Integrity.Parts parts, Strays strays) {
        this.parts = parts;
        this.strays = strays;
        this.inventory = new Inventory(parts.database(), parts.store());
    }

    JobKind kind() {
        return JobKind.ofRegistry(
                        "reconcile",
                        "compare storage with the database, and bring them together",
                        run -> OwnThread.call("reconcile", () -> run(run)))
                .taking(REPAIR, FORCE);
    }

    /// What was found.
    private static final class Seen {
        private long files;
        private long fileBytes;
        private long blobs;
        private long young;
        private long strayBytes;
        private final List<StoredBytes> strays = new ArrayList<>();
        private final List<Soundness.Entry> missing = new ArrayList<>();
    }

    private JobResult run(JobRun run) throws IOException {
        Seen seen = look(run);
        long forgotten = strays.forgotten();
        String stopped = brake(seen, run.flag(FORCE));
        boolean repairs = run.flag(REPAIR) && stopped.isEmpty();
        long removed = 0;
        long marked = 0;
        long requeued = 0;
        if (repairs) {
            removed = remove(run, seen.strays);
            marked = mark(run, seen.missing);
            requeued = requeue(run);
        }
        boolean nothing = seen.strays.isEmpty() && seen.missing.isEmpty() && forgotten == 0;
        JobResult result = JobResult.empty()
                .with("files", seen.files)
                .with("fileBytes", seen.fileBytes)
                .with("blobs", seen.blobs)
                .with("youngFiles", seen.young)
                .with("strays", seen.strays.size())
                .with("strayBytes", seen.strayBytes)
                .with("missing", seen.missing.size())
                .with("forgotten", forgotten)
                .with("strayKeys", keys(seen.strays))
                .with(
                        "missingBlobs",
                        seen.missing.stream().limit(MOST_NAMED).map(this::told).toList())
                .with("repaired", repairs)
                .with("queuedForRemoval", removed)
                .with("markedDamaged", marked)
                .with("queuedAgain", requeued);
        result = stopped.isEmpty() ? result : result.with("stopped", stopped);
        return result.sound(nothing || (repairs && seen.missing.isEmpty()));
    }

    private Seen look(JobRun run) throws IOException {
        Seen seen = new Seen();
        Instant old = parts.clock().instant().minus(parts.uploadTtl());
        List<String> prefixes = inventory.prefixes();
        int looked = 0;
        for (String prefix : prefixes) {
            run.requireNotCancelled();
            run.progress(looked++, prefixes.size(), "parts", "comparing storage with the database");
            Inventory.Part part = inventory.part(prefix);
            seen.files += part.files();
            seen.fileBytes += part.fileBytes();
            seen.blobs += part.blobs();
            for (StoredBytes stray : part.strays()) {
                if (!Inventory.olderThan(stray, old)) {
                    seen.young++;
                } else if (seen.strays.size() < MOST) {
                    seen.strays.add(stray);
                    seen.strayBytes += stray.sizeBytes();
                }
            }
            if (seen.missing.size() < MOST) {
                seen.missing.addAll(part.missing());
            }
        }
        return seen;
    }

    /// Why nothing is touched; empty text: it may be.
    private static String brake(Seen seen, boolean force) {
        if (force) {
            return "";
        }
        if (isMuch(seen.strays.size(), seen.files)) {
            return seen.strays.size() + " of " + seen.files
                    + " files in storage are unknown to the database. Is it the right database, and a recent one?"
                    + " If so, say --force";
        }
        return isMuch(seen.missing.size(), seen.blobs)
                ? seen.missing.size() + " of " + seen.blobs
                        + " blobs have no bytes. Is the right disk mounted? If so, say --force"
                : "";
    }

    private static boolean isMuch(long some, long all) {
        return some > FEW && some * 100 > all * BRAKE_PERCENT;
    }

    private static List<String> keys(List<StoredBytes> strays) {
        return strays.stream().limit(MOST_NAMED).map(each -> each.key().text()).toList();
    }

    private Map<String, Object> told(Soundness.Entry blob) {
        return Map.of(
                "digest",
                blob.digest().toString(),
                "size",
                blob.size(),
                "images",
                parts.soundness().uses(blob, 3).stream()
                        .map(Soundness.Use::image)
                        .distinct()
                        .toList());
    }

    private long remove(JobRun run, List<StoredBytes> all) {
        long removed = 0;
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            run.requireNotCancelled();
            removed += strays.remove(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
            run.progress(from, all.size(), "files", "queueing for removal");
        }
        return removed;
    }

    private long mark(JobRun run, List<Soundness.Entry> missing) throws IOException {
        long marked = 0;
        for (Soundness.Entry blob : missing) {
            run.requireNotCancelled();
            run.progress(marked, missing.size(), "blobs", "marking as damaged");
            if (inventory.isStillMissing(blob)) {
                parts.soundness().noteDamaged(blob, new Verdict.Missing());
                marked++;
            }
        }
        return marked;
    }

    private long requeue(JobRun run) {
        long requeued = 0;
        while (true) {
            run.requireNotCancelled();
            int some = strays.lookAgain(AT_ONCE);
            requeued += some;
            if (some < AT_ONCE) {
                return requeued;
            }
        }
    }
}
