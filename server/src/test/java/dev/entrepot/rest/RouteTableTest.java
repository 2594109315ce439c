package dev.entrepot.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.access.Action;
import dev.entrepot.http.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RouteTableTest {
    private static Endpoint endpoint(String label, String method, String path) {
        return Endpoint.of(Route.of(label, method, path).open(), request -> Response.text(200, label));
    }

    private static Map<String, String> match(String template, String path) {
        return PathTemplate.parse(template).match(PathTemplate.split(path)).orElseThrow();
    }

    private static boolean matches(String template, String path) {
        return PathTemplate.parse(template).match(PathTemplate.split(path)).isPresent();
    }

    @Test
    void aRouteWithoutAnActionStopsTheStart() {
        Route careless = Route.of("users.wipe", "DELETE", "/api/v1/users");
        Endpoint endpoint = Endpoint.of(careless, request -> Response.empty(204));

        assertThatThrownBy(() -> new RouteTable(List.of(endpoint), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("users.wipe")
                .hasMessageContaining("declares no action");
        assertThatThrownBy(() -> new RouteTable(List.of(), List.of(careless)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("users.wipe");
    }

    @Test
    void aRouteThatStandsTwiceStopsTheStart() {
        assertThatThrownBy(() ->
                        new RouteTable(List.of(endpoint("a", "GET", "/x"), endpoint("b", "GET", "/x")), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void headStandsInTheTableWhereGetDoes() {
        Route blob = Route.of("blob.get", "GET", "/v2/{name...}/blobs/{digest}").needs(Action.PULL);
        RouteTable table =
                new RouteTable(List.of(endpoint("a", "GET", "/x"), endpoint("b", "POST", "/x")), List.of(blob));

        assertThat(table.routes())
                .extracting(route -> route.method() + " " + route.path())
                .containsExactlyInAnyOrder(
                        "GET /x",
                        "HEAD /x",
                        "POST /x",
                        "GET /v2/{name...}/blobs/{digest}",
                        "HEAD /v2/{name...}/blobs/{digest}");
    }

    @Test
    void methodsAreFoundAndOthersRefusedWithAllow() throws Exception {
        RouteTable table = new RouteTable(List.of(endpoint("a", "GET", "/x"), endpoint("b", "POST", "/x")), List.of());

        assertThat(table.route("GET", "/x").label()).isEqualTo("a");
        assertThat(table.route("HEAD", "/x").label()).isEqualTo("a");
        assertThat(table.route("POST", "/x").label()).isEqualTo("b");
        assertThat(table.route("GET", "/y").label()).isEqualTo("unknown");
        assertThat(table.route("OPTIONS", "*").label()).isEqualTo("unknown");
        assertThat(table.route("DELETE", "/x").label()).isEqualTo("method");
    }

    @Test
    void wordsWinOverParametersAndOneSegmentOverSeveral() {
        RouteTable table = new RouteTable(
                List.of(
                        endpoint("rest", "GET", "/a/{all...}"),
                        endpoint("one", "GET", "/a/{one}"),
                        endpoint("word", "GET", "/a/word")),
                List.of());

        assertThat(table.route("GET", "/a/word").label()).isEqualTo("word");
        assertThat(table.route("GET", "/a/other").label()).isEqualTo("one");
        assertThat(table.route("GET", "/a/b/c").label()).isEqualTo("rest");
    }

    @Test
    void aParameterMayTakeSeveralSegments() {
        assertThat(match("/readme/{repository...}", "/readme/team/app/x")).containsEntry("repository", "team/app/x");
        assertThat(match("/v2/{name...}/blobs/{digest}", "/v2/a/blobs/b/blobs/sha256:1"))
                .containsEntry("name", "a/blobs/b")
                .containsEntry("digest", "sha256:1");
        assertThat(matches("/readme/{repository...}", "/readme")).isFalse();
        assertThat(matches("/readme/{repository...}", "/readme/")).isFalse();
        assertThat(matches("/teams/{team}", "/teams/a/b")).isFalse();
        assertThat(matches("/teams/{team}", "/teams/")).isFalse();
    }

    @Test
    void escapesAreDecodedAndAPlusStaysOne() {
        assertThat(match("/robots/{name}", "/robots/team+ci")).containsEntry("name", "team+ci");
        assertThat(match("/robots/{name}", "/robots/team%2Bci")).containsEntry("name", "team+ci");
    }

    @Test
    void aHiddenSlashIsRefused() {
        RouteTable table = new RouteTable(List.of(endpoint("a", "GET", "/teams/{team}")), List.of());

        assertThat(table.route("GET", "/teams/a%2Fb").label()).isEqualTo("malformed");
    }
}
