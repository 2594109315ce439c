package dev.entrepot.scanning;

import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;

/// The job `rematch`: matches all packages against the vulnerability database of now. Begun again it goes on with what
/// is left.
public final class RematchJob {
    public static final String NAME = "rematch";

    private final Scanning scanning;

    private RematchJob(Scanning scanning) {
        this.scanning = scanning;
    }

    public static JobKind kind(Scanning scanning) {
        return JobKind.ofRegistry(
                NAME, "match what is in the images against the vulnerability database", new RematchJob(scanning)::run);
    }

    private JobResult run(JobRun run) {
        Rematching.Report report = run(scanning.rematching(), run);
        return JobResult.empty()
                .with("packages", report.packages())
                .with("changedPackages", report.changed())
                .with("changedImages", report.images());
    }

    /// The same as a part of another job.
    static Rematching.Report run(Rematching rematching, JobRun run) {
        return rematching.run((done, total, unit) -> {
            run.progress(done, total, unit, unit.equals("images") ? "telling images" : "matching packages");
            run.requireNotCancelled();
        });
    }
}
