package dev.entrepot.content;

import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;

/// The job `collect`: gives back, now, all space that is due.
public final class CollectJob {
    public static final String NAME = "collect";

    private final Garbage garbage;

    private CollectJob(Garbage garbage) {
        this.garbage = garbage;
    }

    public static JobKind kind(Garbage garbage) {
        return JobKind.ofRegistry(NAME, "give back, now, all space that is due", new CollectJob(garbage)::run);
    }

    private JobResult run(JobRun run) {
        run.progress(0, 0, "files", "looking for what nobody holds");
        Collected collected = garbage.collect(
                () -> !run.cancelled(), files -> run.progress(files, 0, "files", "removing what nobody holds"));
        Freed since = collected.freedSinceLast();
        JobResult result = JobResult.empty()
                .with("freedBlobs", since.blobs())
                .with("freedBytes", since.blobBytes())
                .with("freedUploads", since.uploads())
                .with("freedUploadBytes", since.uploadBytes())
                .with("files", collected.freed().files())
                .with("links", collected.links())
                .with("manifests", collected.manifests())
                .with("blobs", collected.blobs())
                .with("heldByBackup", collected.deferred())
                .with("failed", collected.failed());
        return collected
                .pausedUntil()
                .map(until -> result.with("pausedUntil", until.toString()))
                .orElse(result);
    }
}
