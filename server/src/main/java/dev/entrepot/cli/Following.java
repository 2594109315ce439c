package dev.entrepot.cli;

import dev.entrepot.authority.Authority;
import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.Json;
import dev.entrepot.client.Target;
import dev.entrepot.client.UnreachableException;
import dev.entrepot.jobs.Job;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.Submission;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A job that a verb asks for, followed to its end: by the server in use, or with `--data` in this process.
final class Following {
    private static final String JOBS = "jobs";

    /// A bar moves; lines need not.
    private static final Duration BAR_EVERY = Duration.ofSeconds(1);

    private static final String WAIT_FOR_LINES = "10s";
    private static final String WAIT_FOR_BAR = "1s";

    /// A server that is started anew goes on with its jobs; longer it is not waited for.
    private static final int MOST_AWAY = 60;

    private final Call call;
    private final ProgressBar bar;

    Following(Call call) {
        this.call = call;
        this.bar = new ProgressBar(call.surroundings(), call.json());
    }

    /// Returns the exit code.
    ///
    /// @param result prints what came of it, for people
    int run(JobOrder order, Consumer<Document> result) throws InterruptedException {
        if (call.offers("--data") && !call.value("--data").isEmpty()) {
            return stopped(order, result);
        }
        ApiClient client = call.client();
        Document body = new Document(Map.of("kind", order.kind()))
                .withText("namespace", order.namespace())
                .with("parameters", new LinkedHashMap<String, Object>(order.parameters()));
        Document job = client.send("POST", Target.of(JOBS), body);
        if (call.has("--detach")) {
            call.result(job, "It runs; `entrepot jobs show %s` says how far it is.", job.text("id"));
            if (!call.json()) {
                call.surroundings().out().println(job.text("id"));
            }
            return ExitCode.DONE;
        }
        return follow(client, job, result);
    }

    /// Shows how far a job comes until it has ended.
    int follow(ApiClient client, Document begun, Consumer<Document> result) throws InterruptedException {
        String id = begun.text("id");
        Thread goodbye = new Thread(() -> left(
                id,
                "It goes on; `entrepot jobs show " + id + "` says how far it is, " + "`entrepot jobs cancel " + id
                        + "` stops it."));
        Runtime.getRuntime().addShutdownHook(goodbye);
        try {
            Target target =
                    Target.of(JOBS, id).query("wait", call.surroundings().terminal() ? WAIT_FOR_BAR : WAIT_FOR_LINES);
            Document job = begun;
            while (!ended(job)) {
                bar.show(job);
                job = patiently(client, target);
            }
            return told(job, result);
        } finally {
            withdraw(goodbye);
        }
    }

    private Document patiently(ApiClient client, Target target) throws InterruptedException {
        for (int away = 0; true; away++) {
            try {
                return client.get(target);
            } catch (UnreachableException gone) {
                if (away == MOST_AWAY) {
                    throw gone;
                }
                call.surroundings().pause().of(BAR_EVERY);
            }
        }
    }

    private int stopped(JobOrder order, Consumer<Document> result) {
        // Lines of a server's log would be written into the bar.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        Optional<Path> config = Optional.of(call.value("--config"))
                .filter(text -> !text.isEmpty())
                .map(Path::of);
        ServeOptions options = new ServeOptions(Map.of("data", call.value("--data")), config);
        try (StoppedRegistry registry = call.surroundings().starts().open(options)) {
            Job job = switch (registry.jobs()
                    .resume(order.kind(), order.namespace(), order.parameters(), Authority.system("command line"))) {
                case Submission.Accepted(Job accepted) -> accepted;
                case Submission.Malformed(String why) -> throw new UsageException(why);
                case Submission.TooMany(int waiting) ->
                    throw new UsageException(waiting + " jobs of this kind wait already; start the server to run them");
            };
            Thread goodbye = new Thread(() -> stop(registry, job.id()));
            Runtime.getRuntime().addShutdownHook(goodbye);
            try {
                return told(document(watched(registry.jobs(), job)), result);
            } finally {
                withdraw(goodbye);
            }
        }
    }

    private void stop(StoppedRegistry registry, String id) {
        registry.close();
        left(id, "It stops here; the same command, or the server's next start, goes on with it.");
    }

    private Job watched(Jobs jobs, Job begun) {
        Job job = begun;
        while (!job.state().ended()) {
            bar.show(document(job));
            job = jobs.await(job.id(), BAR_EVERY)
                    .orElseThrow(() -> new IllegalStateException("the job is gone: " + begun.id()));
        }
        return job;
    }

    /// As the API writes it, as far as verbs read it.
    private static Document document(Job job) {
        Job.Progress progress = job.progress();
        return Document.empty()
                .with("id", job.id())
                .with("kind", job.kind())
                .with("state", job.state().id())
                .with("done", progress.done())
                .with("total", progress.total())
                .withText("unit", progress.unit())
                .withText("message", progress.message())
                .with(
                        "result",
                        Json.object(job.result().getBytes(StandardCharsets.UTF_8))
                                .orElseThrow());
    }

    private static boolean ended(Document job) {
        return switch (job.text("state")) {
            case "queued", "running" -> false;
            default -> true;
        };
    }

    private int told(Document job, Consumer<Document> result) {
        bar.end();
        switch (job.text("state")) {
            case "done" -> {
                Document found = job.object("result");
                if (call.json()) {
                    call.surroundings().out().println(Json.indented(found, ""));
                } else {
                    result.accept(found);
                }
                return found.has("sound") && !found.flag("sound") ? ExitCode.NOT_AS_IT_MUST_BE : ExitCode.DONE;
            }
            case "cancelled" -> call.say("entrepot: %s was cancelled.", job.text("id"));
            default -> call.say("entrepot: %s failed: %s", job.text("kind"), job.text("message"));
        }
        return ExitCode.FAILED;
    }

    private void left(String id, String words) {
        bar.end();
        call.surroundings().err().println(id + ": " + words);
    }

    private static void withdraw(Thread goodbye) {
        try {
            Runtime.getRuntime().removeShutdownHook(goodbye);
        } catch (IllegalStateException _) {
            // The program ends already, and the thread says so.
        }
    }
}
