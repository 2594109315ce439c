package dev.entrepot.content;

import dev.entrepot.jobs.JobFailedException;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;

/// The job `quota`: counts what a namespace holds from the rows themselves, and books that.
public final class RecountJob {
    public static final String NAME = "quota";

    private final Namespaces namespaces;

    private RecountJob(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    public static JobKind kind(Namespaces namespaces) {
        return JobKind.ofNamespace(
                NAME, "count what a namespace holds anew, and book that", new RecountJob(namespaces)::run);
    }

    private JobResult run(JobRun run) {
        run.progress(0, 0, "", "counting");
        Recount recount = namespaces
                .recount(run.namespace(), run.authority())
                .orElseThrow(() -> new JobFailedException("there is no namespace " + run.namespace()
                        + "; `entrepot namespace-list` shows those there are"));
        return JobResult.empty()
                .with("namespace", run.namespace())
                .with("usedBytes", recount.usedBytes())
                .with("before", recount.beforeBytes());
    }
}
