package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.Json;
import dev.entrepot.client.Target;
import java.util.List;

/// `jobs …`.
final class JobVerbs {
    private static final String JOBS = "jobs";

    private static final Table ROWS = Table.of(
            text("JOB", "id"),
            text("KIND", "kind"),
            text("NAMESPACE", "namespace"),
            text("STATE", "state"),
            cell("PROGRESS", JobVerbs::progress),
            time("ASKED FOR", "createdAt"),
            text("BY", "createdBy"),
            text("MESSAGE", "message"));

    private JobVerbs() {}

    static List<Verb> all() {
        return List.of(list(), show(), follow(), cancel());
    }

    private static Verb list() {
        return Verb.named("jobs list", "List long work: what waits, runs and has ended")
                .option("--kind", "KIND", "Only of this kind, such as verify.")
                .option("--namespace", "NS", "Only of this namespace.")
                .oneOf(
                        "--state",
                        List.of("queued", "running", "done", "failed", "cancelled"),
                        "Only those that stand so.")
                .notes("Ended jobs are kept for 30 days.")
                .examples("entrepot jobs list", "entrepot jobs list --state running -o json")
                .lists(
                        ROWS,
                        call -> Target.of(JOBS)
                                .query("kind", call.value("--kind"))
                                .query("namespace", call.value("--namespace"))
                                .query("state", call.value("--state")));
    }

    private static String progress(Document job) {
        long total = job.number("total");
        if (!job.text("state").equals("running")) {
            return "";
        }
        return total > 0 ? job.number("done") * 100 / total + " %" : job.text("done");
    }

    private static Verb show() {
        return Verb.named("jobs show", "Show one job and what came of it")
                .parameter("JOB", "Its id, as `jobs list` shows it.")
                .examples("entrepot jobs show 01m856rkr0br6d -o json")
                .answers(call -> {
                    Document job = call.client().get(Target.of(JOBS, call.word("JOB")));
                    call.show(
                            job.with("progress", ProgressBar.line(job, false))
                                    .with("came of it", Json.indented(job.object("result"), "")),
                            "id",
                            "kind",
                            "namespace",
                            "state",
                            "progress",
                            "asked for=time:createdAt",
                            "by=createdBy",
                            "begun=time:startedAt",
                            "ended=time:endedAt",
                            "cancelled by=cancelledBy",
                            "came of it");
                });
    }

    private static Verb follow() {
        return Verb.named("jobs follow", "Wait for a job, and show its result")
                .parameter("JOB", "Its id, as `jobs list` shows it.")
                .notes("Exit code: 0 done, 1 failed or cancelled, 4 something is not as it must be.")
                .examples("entrepot jobs follow 01m856rkr0br6d")
                .judges(call -> {
                    Document job = call.client().get(Target.of(JOBS, call.word("JOB")));
                    return new Following(call)
                            .follow(
                                    call.client(),
                                    job,
                                    found -> call.surroundings().out().println(Json.indented(found, "")));
                });
    }

    private static Verb cancel() {
        return Verb.named("jobs cancel", "Stop a job at its next step")
                .parameter("JOB", "Its id, as `jobs list` shows it.")
                .examples("entrepot jobs cancel 01m856rkr0br6d")
                .answers(call -> {
                    Document job = call.send("DELETE", Target.of(JOBS, call.word("JOB")), Document.empty());
                    call.result(
                            job,
                            job.text("state").equals("running") ? "%s stops soon." : "%s is cancelled.",
                            job.text("id"));
                });
    }
}
