package dev.entrepot.retention;

import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The job `retention`: makes the plan for a namespace and does it. Begun again after a crash it plans again, and finds
/// less to do.
public final class RetentionJob {
    public static final String NAME = "retention";

    private final Retention retention;

    private RetentionJob(Retention retention) {
        this.retention = retention;
    }

    public static JobKind kind(Retention retention) {
        return JobKind.ofNamespace(
                NAME, "drop what the retention policies of a namespace say", new RetentionJob(retention)::run);
    }

    private JobResult run(JobRun run) {
        Report report = retention.run(run.namespace(), run.authority(), gone -> {
            run.progress(gone, 0, "images", "dropping what no policy keeps");
            run.requireNotCancelled();
        });
        return JobResult.empty()
                .with("namespace", run.namespace())
                .with("kept", report.kept())
                .with("droppedTags", report.tags())
                .with("droppedImages", report.images())
                .with("dropped", lines(report.dropped()))
                .with("later", lines(report.later()))
                .with(
                        "changed",
                        report.changed().stream().map(RetentionJob::left).toList());
    }

    private static List<Map<String, Object>> lines(List<PlanLine> lines) {
        return lines.stream().map(RetentionJob::line).toList();
    }

    private static Map<String, Object> line(PlanLine line) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("image", line.image());
        members.put("digest", line.digest());
        members.put("rule", line.rule());
        return members;
    }

    private static Map<String, Object> left(Report.Left left) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("image", left.image());
        members.put("digest", left.digest());
        members.put("why", left.why());
        return members;
    }
}
