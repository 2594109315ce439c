package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Durations;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import dev.entrepot.retention.Deployment;
import dev.entrepot.retention.Deployments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/api/v1/deployments`: what runs in clusters, which retention keeps.
final class DeploymentRoutes {
    private static final String DEPLOYMENTS = "/api/v1/deployments";
    private static final String DEPLOYMENT = DEPLOYMENTS + "/{name}";
    private static final int LONGEST = 512;

    private final Deployments deployments;

    DeploymentRoutes(Deployments deployments) {
        this.deployments = deployments;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.deployments.list", "GET", DEPLOYMENTS)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_USAGE)
                                .query("namespace")
                                .paged(),
                        this::list),
                guard.registry(
                        Route.of("api.deployments.put", "PUT", DEPLOYMENT)
                                .needs(Action.SELF)
                                .mayNeed(Action.READ, Action.NAMESPACE_READ),
                        this::put),
                guard.registry(
                        Route.of("api.deployments.remove", "DELETE", DEPLOYMENT)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_CONFIGURE)
                                .query("namespace"),
                        this::remove));
    }

    private Response list(Call call) {
        String namespace = call.requiredQuery("namespace");
        call.requireOnNamespace(Action.NAMESPACE_USAGE, namespace);
        Page page = call.page();
        return page.answer(
                deployments.after(namespace, page.after(), page.fetch()), Deployments::key, DeploymentRoutes::write);
    }

    private static void write(JsonWriter json, Deployment deployment) {
        json.put("name", deployment.name())
                .put("by", deployment.by())
                .put("image", deployment.image())
                .put("digest", deployment.digest())
                .put("reportedAt", deployment.reportedAt())
                .put("expiresAt", deployment.expiresAt());
    }

    private Response put(Call call) {
        JsonObject body = call.body().only("images", "expires");
        List<Deployments.Image> images = body
                .optionalTexts("images", LONGEST)
                .orElseThrow(() -> RefusedException.invalid("images is missing: expected an array of NS/REPO@DIGEST"))
                .stream()
                .map(text -> Call.parsed("images", () -> image(text)))
                .toList();
        if (images.size() > Deployments.MAX_IMAGES) {
            throw RefusedException.invalid("images: expected at most " + Deployments.MAX_IMAGES);
        }
        List<Deployments.Image> present = readable(call, images);
        Duration life = body.optionalText("expires", LONGEST)
                .map(text -> Call.parsed("expires", () -> life(text)))
                .orElse(Deployments.DEFAULT_LIFE);
        String name = Call.parsed("name", () -> Deployments.requireName(call.path("name")));
        return switch (deployments.report(name, present, life, call.authority())) {
            case Deployments.Result.Done(int count) ->
                Response.json(
                        200,
                        JsonWriter.document(json ->
                                json.put("name", name).put("images", count).put("expires", Durations.text(life))));
            case Deployments.Result.TooMany(int most) ->
                Conflicts.of("you have " + most + " reports already; take some back, or replace one");
            case Deployments.Result.Unknown _ -> Refusals.absent(Action.Resource.REPOSITORY);
        };
    }

    private static Deployments.Image image(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" names no digest: expected NS/REPO@sha256:…, since a tag"
                            + " may point elsewhere by the time it is looked at");
        }
        return new Deployments.Image(RepositoryName.parse(text.substring(0, at)), Digest.parse(text.substring(at + 1)));
    }

    /// What keeps an image in a repository is for those who hold something there: that everybody may pull what is
    /// public
    /// is not enough.
    ///
    /// @return the same by the names that the repositories have now
    private static List<Deployments.Image> readable(Call call, List<Deployments.Image> images) {
        Map<RepositoryName, RepositoryName> names = new HashMap<>();
        for (Deployments.Image image : images) {
            if (!names.containsKey(image.repository())) {
                call.requireOn(Action.READ, image.repository());
                RepositoryName now = call.repository();
                call.requireOnNamespace(Action.NAMESPACE_READ, now.namespace());
                names.put(image.repository(), now);
            }
        }
        return images.stream()
                .map(image -> new Deployments.Image(
                        names.getOrDefault(image.repository(), image.repository()), image.digest()))
                .toList();
    }

    private static Duration life(String text) {
        return Durations.parse(text)
                .filter(life -> life.isPositive() && life.compareTo(Deployments.MAX_LIFE) <= 0)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a duration such as 12h or 1d, of at most " + Durations.text(Deployments.MAX_LIFE)));
    }

    private Response remove(Call call) {
        String name = Call.parsed("name", () -> Deployments.requireName(call.path("name")));
        Optional<String> namespace = call.query("namespace")
                .map(text -> Call.parsed("namespace", () -> Place.parse(text)).namespace());
        namespace.ifPresent(there -> call.requireOnNamespace(Action.NAMESPACE_CONFIGURE, there));
        boolean removed = namespace
                .map(there -> deployments.remove(name, there, call.authority()))
                .orElseGet(() -> deployments.remove(name, call.authority()));
        return removed
                ? Response.empty(204)
                : Refusals.absent("there is no report of this name; `deployment-list NS` shows those there are");
    }
}
