package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Use;
import dev.entrepot.content.Content;
import dev.entrepot.content.Rewind;
import dev.entrepot.content.RewindResult;
import dev.entrepot.content.Rewinds;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `POST /api/v1/rewinds`: tags go back to where they pointed at a moment.
final class RewindRoutes {
    private static final int LONGEST = 512;
    private static final int SHOWN_MOVED = 20;

    private final Rewinds rewinds;

    RewindRoutes(Content content) {
        this.rewinds = content.rewinds();
    }

    Endpoint endpoint(Guard guard) {
        return guard.registry(
                Route.of("api.rewinds.add", "POST", "/api/v1/rewinds")
                        .needs(Action.SELF)
                        .mayNeed(Action.PUSH, Action.DELETE, Action.NAMESPACE_CONFIGURE),
                this::add);
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("on", "at", "exact", "dryRun", "ifPlan");
        Meant on = Meant.parse("on", body.text("on", LONGEST));
        boolean exact = body.optionalFlag("exact").orElse(false);
        Rewind.Wanted wanted = permitted(call, on, body.text("at", LONGEST), exact);
        Optional<String> seen = body.optionalText("ifPlan", LONGEST);
        if (body.optionalFlag("dryRun").orElse(false)) {
            return rewinds.plan(wanted).map(rewind -> answer(rewind, false)).orElseGet(() -> tooMany(Rewinds.MOST));
        }
        return switch (rewinds.run(wanted, seen, call.authority())) {
            case RewindResult.Done(Rewind rewind) -> answer(rewind, true);
            case RewindResult.OtherPlan(Rewind rewind) ->
                Conflicts.of("the plan is another one now, " + rewind.name() + "; nothing was done: look at it again");
            case RewindResult.Moved(List<String> images) ->
                Conflicts.of("these tags moved meanwhile, so nothing was done: "
                        + String.join(", ", images.subList(0, Math.min(SHOWN_MOVED, images.size())))
                        + (images.size() > SHOWN_MOVED ? " and " + (images.size() - SHOWN_MOVED) + " more" : ""));
            case RewindResult.TooMany(int most) -> tooMany(most);
            case RewindResult.Refused refused -> RepositoryBodies.refused(refused.refusal());
        };
    }

    private static Rewind.Wanted permitted(Call call, Meant on, String at, boolean exact) {
        Reference reference = on.reference().orElse(null);
        if (reference instanceof Digest) {
            throw RefusedException.invalid("on: expected NS, NS/REPO or NS/REPO:TAG; a digest never moves");
        }
        Optional<Tag> tag = reference instanceof Tag named ? Optional.of(named) : Optional.empty();
        String repository = "";
        if (on.place().wholeNamespace()) {
            call.requireOnNamespace(Action.NAMESPACE_CONFIGURE, on.place().namespace());
        } else {
            Use.Tags about = tag.<Use.Tags>map(named -> new Use.Each(List.of(named.text())))
                    .orElseGet(Use.NoTag::new);
            RepositoryName name = call.requireOn(Action.PUSH, on.repository(), about);
            if (exact) {
                call.requireOn(Action.DELETE, name, about);
            }
            repository = name.text();
        }
        return new Rewind.Wanted(on.place().namespace(), repository, tag, ImageRoutes.moment(at), exact);
    }

    private static Response tooMany(int most) {
        return Conflicts.of("more than " + most + " tags would change; take repositories back one by one");
    }

    private static Response answer(Rewind rewind, boolean done) {
        return Response.json(
                200,
                JsonWriter.document(json -> json.put("plan", rewind.name())
                        .put("done", done)
                        .put("stay", rewind.stay())
                        .array("steps", rewind.steps(), RewindRoutes::write)
                        .texts(
                                "deleted",
                                rewind.deleted().stream()
                                        .map(RepositoryName::text)
                                        .toList())));
    }

    private static void write(JsonWriter json, Rewind.Step step) {
        json.put("image", step.image())
                .put("change", step.change().id())
                .putText("from", step.from().map(Digest::toString))
                .putText("to", step.to().map(Digest::toString))
                .putUnlessEmpty("why", step.why())
                .put("fromTrash", step.fromTrash());
    }
}
