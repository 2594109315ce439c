package dev.entrepot.api;

import dev.entrepot.http.Response;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// `GET /api/v1/openapi.yaml`: the description of the API.
final class DescriptionRoutes {
    private static final String FILE = "/openapi.yaml";

    private final Response description = new Response(
            200,
            List.of(
                    new Response.Header("Content-Type", "application/yaml"),
                    new Response.Header("Cache-Control", "public, max-age=300")),
            new Response.Body.Bytes(read()));

    List<Endpoint> endpoints(Guard guard) {
        return List.of(guard.open(
                Route.of("api.openapi", "GET", "/api/v1/openapi.yaml").open(), call -> description));
    }

    private static byte[] read() {
        try (InputStream file = DescriptionRoutes.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the description of the API is not in the jar: " + FILE);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
