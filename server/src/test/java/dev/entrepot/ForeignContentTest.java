package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.Actors.Answer;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.util.List;
import java.util.Map;

/// What belongs to others is got neither by its digest, nor by a mount, nor by the number of an upload.
///
/// Red writes `red`, Blue writes `blue`, and both write `shared`.
final class ForeignContentTest {
    private static final String RED = Actors.as("red");
    private static final String BLUE = Actors.as("blue");
    private static final String UNKNOWN = "a blob that nobody has";

    private static Actors tenants(TestRegistry registry) {
        Actors actors = new Actors(registry);
        actors.image("red/app", "1", "red's layer");
        actors.image("blue/app", "1", "blue's layer");
        actors.namespace("shared");
        for (String name : List.of("red", "blue")) {
            actors.user(name);
            actors.grant("writer", name, name);
            actors.grant("writer", name, "shared");
        }
        return actors;
    }

    @OnBothDatabases
    void manifestThatNamesAnothersBlobIsAnsweredLikeOneThatNamesNone(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = tenants(registry);
            String digest = Actors.digest("red's layer");
            String none = Actors.digest(UNKNOWN);

            Answer reds = actors.putManifest(BLUE, "blue/app", "2", Actors.manifest("red's layer"));
            Answer nobodys = actors.putManifest(BLUE, "blue/app", "2", Actors.manifest(UNKNOWN));

            assertThat(reds.status()).isBetween(400, 404);
            assertThat(reds.visible().replace(digest, "DIGEST"))
                    .isEqualTo(nobodys.visible().replace(none, "DIGEST"));
            for (String path : List.of("/v2/blue/app/blobs/", "/v2/blue/app/manifests/", "/v2/blue/app/referrers/")) {
                assertThat(actors.get(BLUE, path + digest).visible().replace(digest, "DIGEST"))
                        .isEqualTo(actors.get(BLUE, path + none).visible().replace(none, "DIGEST"));
            }
            assertThat(actors.get(BLUE, "/v2/blue/app/blobs/" + digest).status())
                    .isEqualTo(404);
        }
    }

    @OnBothDatabases
    void nothingIsMountedFromWhatOnlyAnotherMayRead(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = tenants(registry);
            String digest = Actors.digest("red's layer");
            actors.must("PATCH", "/repositories/red/app", Map.of("name", "red/app2"));
            actors.image("red/third", "1", "red's layer");
            String bearer =
                    Actors.bearer(actors.token(BLUE, "repository:blue/app:pull,push", "repository:red/third:pull"));

            for (String who : List.of(BLUE, bearer)) {
                for (String from :
                        List.of("&from=red/third", "&from=red/app2", "&from=red/app", "", "&from=no/thing")) {
                    Answer answer = mount(actors, who, "blue/app", digest, from);
                    assertThat(answer.status()).as(from + ": " + answer.text()).isEqualTo(202);
                }
            }
            assertThat(actors.get(BLUE, "/v2/blue/app/blobs/" + digest).status())
                    .isEqualTo(404);
        }
    }

    private static Answer mount(Actors actors, String who, String into, String digest, String from) {
        return actors.send(who, "POST", "/v2/" + into + "/blobs/uploads/?mount=" + digest + from, "");
    }

    @OnBothDatabases
    void narrowCredentialMountsNothingThatOnlyItsOwnerMayRead(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = tenants(registry);
            actors.grant("reader", "blue", "red");
            String digest = Actors.digest("red's layer");
            String secret =
                    actors.personalToken(BLUE, "narrow", "pull,push:blue/*").member("secret");
            String narrow = Actors.basic("blue", secret);
            String bearer = Actors.bearer(actors.token(BLUE, "repository:blue/app:pull,push"));

            for (String who : List.of(narrow, Actors.bearer(actors.token(narrow, "repository:blue/app:pull,push")))) {
                for (String from : List.of("&from=red/app", "")) {
                    assertThat(mount(actors, who, "blue/app", digest, from).status())
                            .isEqualTo(202);
                }
            }
            assertThat(mount(actors, bearer, "blue/app", digest, "&from=red/app")
                            .error())
                    .isEqualTo("insufficient_scope");
            assertThat(actors.get(BLUE, "/v2/blue/app/blobs/" + digest).status())
                    .isEqualTo(404);
            assertThat(mount(actors, BLUE, "blue/app", digest, "&from=red/app").status())
                    .isEqualTo(201);
        }
    }

    @OnBothDatabases
    void uploadIsBoundToItsRepositoryAndToWhoBeganIt(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = tenants(registry);
            String begun = actors.send(RED, "POST", "/v2/shared/app/blobs/uploads/", "")
                    .header("Location");
            String id = begun.substring(begun.lastIndexOf('/') + 1);
            String unknown = begun.replace(id, "0".repeat(id.length()));
            actors.send(RED, "PATCH", begun, "half", "Content-Type", "application/octet-stream");
            String robot = Actors.basic("shared+ci", actors.robot(Actors.ADMIN, "shared+ci", "pull,push:shared/*"));

            for (String who : List.of(BLUE, robot, Actors.ADMIN)) {
                nobodys(actors, who, begun, unknown);
            }
            String elsewhere = begun.replace("shared/app", "shared/other");
            actors.push(RED, "shared/other", "something");
            nobodys(actors, RED, elsewhere, unknown.replace("shared/app", "shared/other"));

            String digest = Actors.digest("half and half");
            assertThat(actors.send(RED, "PUT", begun + "?digest=" + digest, " and half")
                            .status())
                    .isEqualTo(201);
        }
    }

    private static void nobodys(Actors actors, String who, String path, String unknown) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        String none = unknown.substring(unknown.lastIndexOf('/') + 1);
        for (String method : List.of("GET", "PATCH", "PUT", "DELETE")) {
            String query = method.equals("PUT") ? "?digest=" + Actors.digest("half") : "";
            String body = method.equals("PATCH") ? "more" : "";
            Answer answer = actors.send(who, method, path + query, body);
            assertThat(answer.status()).as(method + " " + answer.text()).isEqualTo(404);
            assertThat(answer.visible().replace(id, "ID"))
                    .isEqualTo(actors.send(who, method, unknown + query, body)
                            .visible()
                            .replace(none, "ID"));
        }
    }

    @OnBothDatabases
    void whoIsMadeAgainUnderTheSameNameInheritsNothing(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Actors actors = tenants(registry);
            actors.must("POST", "/teams", Map.of("name", "web"));
            actors.must("PUT", "/teams/web/members/red", Map.of());
            actors.grant("owner", "team:web", "red");
            String begun = actors.send(RED, "POST", "/v2/shared/app/blobs/uploads/", "")
                    .header("Location");
            String token = actors.personalToken(RED, "laptop").member("secret");

            actors.must("DELETE", "/users/red", Map.of());
            actors.user("red");

            assertThat(actors.get(RED, "/v2/red/app/tags/list").status()).isEqualTo(404);
            assertThat(actors.get(RED, begun).status()).isEqualTo(404);
            assertThat(actors.get(Actors.bearer(token), "/v2/").status()).isEqualTo(401);
            assertThat(actors.api(RED, "GET", "/grants").text()).isEqualTo("{\"items\":[]}");
            assertThat(actors.api(RED, "GET", "/tokens").text()).isEqualTo("{\"items\":[]}");
            assertThat(actors.api(RED, "GET", "/whoami").text()).contains("\"teams\":[]");
            actors.grant("writer", "red", "shared");
            assertThat(actors.get(RED, begun).status()).isEqualTo(404);
            assertThat(actors.send(RED, "PUT", begun + "?digest=" + Actors.digest(""), "")
                            .status())
                    .isEqualTo(404);
        }
    }
}
