package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Refusal;
import dev.entrepot.content.Repository;
import dev.entrepot.content.RepositoryChange;
import dev.entrepot.content.RepositoryDetails;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Refusals;
import dev.entrepot.retention.Policy;
import java.time.Instant;
import java.util.Map;

/// What bodies say of repositories.
final class RepositoryBodies {
    private static final int LONGEST = 4_096;
    private static final int LONGEST_README = 64 * 1_024;
    private static final int LONGEST_LABEL = 255;

    private RepositoryBodies() {}

    static RepositoryChange change(JsonObject body) {
        return Call.parsed(
                "body",
                () -> new RepositoryChange(
                        body.optionalText("description", LONGEST),
                        body.optionalLines("readme", LONGEST_README),
                        body.optionalTextsByName("labels", LONGEST_LABEL),
                        NamespaceBodies.visibility(body),
                        body.optionalLines("immutableTags", LONGEST),
                        NamespaceBodies.policy(body, Policy::parse),
                        body.optionalText("scanning", LONGEST)));
    }

    static void write(JsonWriter json, RepositoryDetails details) {
        RepositoryDetails.Settings settings = details.settings();
        json.put("name", details.repository().name().text())
                .put("visibility", details.repository().visibility().id())
                .put("description", details.description())
                .texts("labels", details.labels())
                .putUnlessEmpty("immutableTags", settings.immutableTags())
                .putUnlessEmpty("retention", settings.retention())
                .putUnlessEmpty("scanning", settings.scanning())
                .put("version", details.version())
                .put("createdAt", details.createdAt());
    }

    static void writeGone(JsonWriter json, Repository repository) {
        json.put("name", repository.name().text())
                .put("visibility", repository.visibility().id())
                .put("description", "")
                .texts("labels", Map.of())
                .put("version", 0)
                .put("createdAt", Instant.EPOCH);
    }

    static Response absent() {
        return Refusals.absent(Action.Resource.REPOSITORY);
    }

    static Response refused(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NoNamespace _ -> Refusals.absent(Action.Resource.NAMESPACE);
            case Refusal.NamespaceInTrash lying ->
                Conflicts.of(TrashBodies.reserved(lying.namespace(), lying.keepUntil()));
            case Refusal.FormerName _ ->
                Conflicts.of("another repository had this name and keeps it for now; choose another");
            case Refusal.TooManyRepositories(String namespace, long used, long limit) ->
                Conflicts.of("the namespace " + namespace + " has " + used + " repositories, and may have " + limit);
            case Refusal.TooManyBytes(String namespace, long used, long more, long limit) ->
                Conflicts.of("the namespace " + namespace + " holds " + used + " bytes and may hold " + limit
                        + "; this would add " + more);
            case Refusal.FrozenTag frozen ->
                Conflicts.of("the tag " + frozen.tag() + " of " + frozen.repository() + " points to " + frozen.current()
                        + " and stays there: " + frozen.by() + " freezes it");
        };
    }
}
