package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.PlainClient.Ask;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.rest.Route;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `why` says that something is allowed exactly when it is.
@DisplayName("Why")
final class WhyAgreesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> WHOLE = Set.of("password", "secret");
    private static final List<String> STATES = List.of("private", "public", "renamed", "elsewhere");

    /// An action in the words of `why`, and a route that needs it.
    private record Tried(String action, String route, String method, boolean onNamespace) {}

    private static final List<Tried> TRIED = List.of(
            new Tried("pull", "manifest.get", "GET", false),
            new Tried("push", "blob.upload.open", "POST", false),
            new Tried("delete", "manifest.delete", "DELETE", false),
            new Tried("read", "api.repositories.get", "GET", false),
            new Tried("configure", "api.repositories.change", "PATCH", false),
            new Tried("administer", "api.repositories.remove", "DELETE", false),
            new Tried("read", "api.namespaces.get", "GET", true),
            new Tried("create-repository", "api.repositories.add", "POST", true),
            new Tried("configure", "api.namespaces.change", "PATCH", true),
            new Tried("administer", "api.namespaces.remove", "DELETE", true));

    @OnBothDatabases
    void saysAllowedExactlyWhenItIs(TestDatabase test) {
        List<String> differences = new ArrayList<>();
        int asked = 0;
        try (ApiClient admin = ApiClient.admin(test, Map.of());
                PlainClient client = new PlainClient(admin.registry().port())) {
            MatrixWorld world = MatrixWorld.make(test, admin, client);
            MatrixRequests requests = new MatrixRequests(world);
            for (MatrixWorld.Column column : world.columns()) {
                if (!WHOLE.contains(column.credential()) || column.who().equals("wrong")) {
                    continue;
                }
                for (Tried tried : TRIED) {
                    Route route = route(admin, tried);
                    for (String state : STATES) {
                        String credential = column.headers().of("", "");
                        Ask request = requests.of(route, route.label(), state, false, credential);
                        boolean allowed = allowed(client.send(request, credential));
                        Optional<Boolean> own = answer(client.send(why(tried, state, ""), credential));
                        Optional<Boolean> byAdmin =
                                answer(client.send(why(tried, state, name(column.who())), MatrixWorld.ADMIN));
                        // Who may push and not pull is told as little as whoever may not read.
                        boolean told = own.isPresent() || !column.who().equals("robot-push");
                        if ((told && own.orElse(false) != allowed) || !byAdmin.equals(Optional.of(allowed))) {
                            differences.add(column.who() + " " + tried + " " + state + ": is allowed: " + allowed
                                    + "; is told: " + own + "; the admin is told: " + byAdmin);
                        }
                        asked++;
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(asked).isGreaterThan(500);
        System.out.printf("why agrees: %d cells%n", asked);
    }

    private static Route route(ApiClient admin, Tried tried) {
        return admin.registry().routes().stream()
                .filter(route ->
                        route.label().equals(tried.route()) && route.method().equals(tried.method()))
                .findFirst()
                .orElseThrow();
    }

    private static String name(String who) {
        return who.startsWith("robot-") ? "team%2B" + who.substring("robot-".length()) : who;
    }

    private static Ask why(Tried tried, String state, String as) {
        String place = Optional.ofNullable(MatrixWorld.PLACES.get(state)).orElseThrow();
        String resource = tried.onNamespace() ? place.substring(0, place.indexOf('/')) : place;
        return Ask.of(
                "GET",
                "/api/v1/why?action=" + tried.action() + "&resource=" + resource + (as.isEmpty() ? "" : "&as=" + as),
                "");
    }

    /// Handlers' own refusals are not about rights.
    private static boolean allowed(HttpResponse<byte[]> answer) {
        return switch (answer.statusCode()) {
            case 401, 403 -> false;
            case 404 -> !TestRegistry.text(answer).contains("or you may not read it");
            default -> true;
        };
    }

    /// Empty when the asker is told nothing about it.
    private static Optional<Boolean> answer(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            return Optional.empty();
        }
        JsonNode document = JSON.readTree(answer.body());
        return Optional.of(document.path("allowed").asBoolean());
    }
}
