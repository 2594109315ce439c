package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.jobs.Cancellation;
import dev.entrepot.jobs.Job;
import dev.entrepot.jobs.JobFilter;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.Submission;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/api/v1/jobs`: long work, asked for and watched.
final class JobRoutes {
    private static final String JOBS = "/api/v1/jobs";
    private static final String JOB = JOBS + "/{id}";

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PARAMETER = 4_096;

    private final Jobs jobs;

    JobRoutes(Jobs jobs) {
        this.jobs = jobs;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.jobs.submit", "POST", JOBS)
                                .needs(Action.SELF)
                                .mayNeed(Action.SYSTEM, Action.NAMESPACE_CONFIGURE),
                        this::submit),
                guard.registry(
                        Route.of("api.jobs.list", "GET", JOBS)
                                .needs(Action.SELF)
                                .mayNeed(Action.OBSERVE, Action.NAMESPACE_CONFIGURE)
                                .query("kind", "namespace", "state")
                                .paged(),
                        this::list),
                guard.registry(
                        Route.of("api.jobs.get", "GET", JOB)
                                .needs(Action.SELF)
                                .mayNeed(Action.OBSERVE, Action.NAMESPACE_CONFIGURE)
                                .query(Waiting.PARAMETER),
                        this::get),
                guard.registry(
                        Route.of("api.jobs.cancel", "DELETE", JOB)
                                .needs(Action.SELF)
                                .mayNeed(Action.OBSERVE, Action.SYSTEM, Action.NAMESPACE_CONFIGURE),
                        this::cancel));
    }

    private Response submit(Call call) {
        JsonObject body = call.body().only("kind", "namespace", "parameters");
        String kind = body.text("kind", LONGEST_NAME);
        String namespace = body.optionalText("namespace", LONGEST_NAME).orElse("");
        Map<String, String> parameters =
                body.optionalWordsByName("parameters", LONGEST_PARAMETER).orElse(Map.of());
        if (namespace.isEmpty()) {
            call.require(Action.SYSTEM);
        } else {
            call.requireOnNamespace(
                    Action.NAMESPACE_CONFIGURE,
                    Call.parsed("namespace", () -> Place.parse(namespace)).namespace());
        }
        return switch (jobs.submit(kind, namespace, parameters, call.authority())) {
            case Submission.Accepted(Job job) -> accepted(job);
            case Submission.Malformed(String why) -> throw RefusedException.invalid(why);
            case Submission.TooMany(int waiting) ->
                Conflicts.of(waiting + " jobs of this kind wait already; let them end, or cancel some");
        };
    }

    private static Response accepted(Job job) {
        return Response.json(202, JsonWriter.document(json -> write(json, job)))
                .with("Location", JOBS + "/" + job.id());
    }

    /// Admins and auditors see all, maintainers of a namespace its jobs, others what they asked for themselves.
    private Response list(Call call) {
        JobFilter filter = JobFilter.ALL
                .kind(call.query("kind").orElse(""))
                .state(state(call))
                .namespace(call.query("namespace").orElse(""));
        boolean all = call.allows(Action.OBSERVE)
                || (!filter.namespace().isEmpty()
                        && call.allowsOnNamespace(Action.NAMESPACE_CONFIGURE, filter.namespace()));
        if (!all) {
            filter = filter.author(call.authority().author().key());
        }
        Page page = call.page();
        return page.answer(jobs.list(filter, page.after(), page.fetch()), Job::id, JobRoutes::write);
    }

    private static String state(Call call) {
        String state = call.query("state").orElse("");
        List<String> known =
                Arrays.stream(Job.State.values()).map(Job.State::id).toList();
        if (!state.isEmpty() && !known.contains(state)) {
            throw RefusedException.invalid("state: expected one of " + String.join(", ", known));
        }
        return state;
    }

    private Response get(Call call) {
        Duration wait = Waiting.asked(call);
        String id = call.path("id");
        // Whoever may not see it does not learn by waiting whether there is one.
        if (visible(call, id).isEmpty()) {
            return absent();
        }
        return jobs.await(id, wait)
                .map(job -> Response.json(200, JsonWriter.document(json -> write(json, job))))
                .orElseGet(JobRoutes::absent);
    }

    private Response cancel(Call call) {
        Optional<Job> seen = visible(call, call.path("id"));
        if (seen.isEmpty()) {
            return absent();
        }
        Job job = seen.get();
        if (!own(call, job)) {
            if (job.namespace().isEmpty() || call.allows(Action.SYSTEM)) {
                call.require(Action.SYSTEM);
            } else {
                call.requireOnNamespace(Action.NAMESPACE_CONFIGURE, job.namespace());
            }
        }
        return switch (jobs.cancel(job.id(), call.authority())) {
            case Cancellation.Asked(Job now) -> accepted(now);
            case Cancellation.Ended(Job now) ->
                Conflicts.of("the job has ended already: " + now.state().id());
            case Cancellation.Unknown _ -> absent();
        };
    }

    private Optional<Job> visible(Call call, String id) {
        return jobs.find(id)
                .filter(job -> own(call, job)
                        || call.allows(Action.OBSERVE)
                        || (!job.namespace().isEmpty()
                                && call.allowsOnNamespace(Action.NAMESPACE_CONFIGURE, job.namespace())));
    }

    private static boolean own(Call call, Job job) {
        return job.author().equals(call.authority().author().key());
    }

    private static void write(JsonWriter json, Job job) {
        Job.Progress progress = job.progress();
        json.put("id", job.id())
                .put("kind", job.kind())
                .putUnlessEmpty("namespace", job.namespace())
                .put("state", job.state().id())
                .texts("parameters", job.parameters())
                .put("done", progress.done())
                .put("total", progress.total())
                .putUnlessEmpty("unit", progress.unit())
                .putUnlessEmpty("message", progress.message())
                .putJson("result", job.result())
                .put("createdBy", job.authorName())
                .put("createdAt", job.createdAt())
                .putTime("startedAt", job.startedAt())
                .putTime("endedAt", job.endedAt())
                .putUnlessEmpty("cancelledBy", job.cancelledBy());
    }

    private static Response absent() {
        return Refusals.absent("there is no such job, or you may not see it; `jobs list` shows those that you may");
    }
}
