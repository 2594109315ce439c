package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.access.Action;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.rest.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `openapi.yaml` and the table of actions say the same.
@DisplayName("The description of the API")
final class OpenApiTest {
    private static final String API = "/api/v1/";

    private final OpenApi description = OpenApi.read();

    @OnBothDatabases
    void routesAndDescriptionAreTheSame(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            Map<String, Route> routes = registry.routes().stream()
                    .filter(route -> route.path().toString().startsWith(API))
                    .filter(route -> !route.method().equals("HEAD"))
                    .collect(Collectors.toMap(OpenApiTest::key, Function.identity()));
            Map<String, OpenApi.Operation> operations = description.operations().stream()
                    .collect(Collectors.toMap(OpenApi.Operation::key, Function.identity()));

            assertThat(operations.keySet()).containsExactlyInAnyOrderElementsOf(routes.keySet());
            routes.forEach((key, route) -> requireSame(route, Objects.requireNonNull(operations.get(key))));
        }
    }

    private static String key(Route route) {
        return route.method() + " " + route.path().toString().replace("...}", "}");
    }

    private static void requireSame(Route route, OpenApi.Operation operation) {
        assertThat(operation.node().path("operationId").asString()).isEqualTo(route.label());
        assertThat(operation.node().path("x-entrepot-action").asString())
                .as(route.label())
                .isEqualTo(route.action().id());
        List<String> further = new ArrayList<>();
        operation.node().path("x-entrepot-may-need").forEach(action -> further.add(action.asString()));
        assertThat(further)
                .as(route.label())
                .containsExactlyInAnyOrderElementsOf(
                        route.mayNeed().stream().map(Action::id).toList());
        assertThat(operation.parametersIn("path"))
                .as(route.label())
                .containsExactlyInAnyOrderElementsOf(route.path().parameters());
        assertThat(operation.parametersIn("query"))
                .as(route.label())
                .containsExactlyInAnyOrderElementsOf(route.query());
        assertThat(operation.node().has("security")).as(route.label()).isEqualTo(route.action() == Action.NONE);
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        description
                .references()
                .forEach(reference -> assertThat(description
                                .document()
                                .at(reference.substring(1))
                                .isMissingNode())
                        .as(reference)
                        .isFalse());
        description
                .document()
                .path("components")
                .path("schemas")
                .propertyNames()
                .forEach(name -> assertThat(description.references()).contains("#/components/schemas/" + name));
    }

    @Test
    void examplesAreOfTheirSchemas() {
        for (OpenApi.Operation operation : description.operations()) {
            JsonNode content =
                    operation.node().path("requestBody").path("content").path("application/json");
            if (content.has("example")) {
                assertThat(description.violations(
                                content.path("schema"), content.path("example").toString()))
                        .as(operation.key())
                        .isEmpty();
            }
        }
    }

    @OnBothDatabases
    void itIsServedToEverybody(TestDatabase test) {
        try (TestRegistry registry = new TestRegistry(test, Map.of())) {
            var answer = registry.get("/api/v1/openapi.yaml");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(TestRegistry.text(answer)).startsWith("openapi: 3.1.0");
        }
    }
}
