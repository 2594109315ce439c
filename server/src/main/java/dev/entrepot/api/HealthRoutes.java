package dev.entrepot.api;

import dev.entrepot.database.Database;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Route;
import java.util.List;
import java.util.Optional;

/// `/health/live`: the process answers. `/health/ready`: it may be given work, which needs a database that
/// answers and a node that may write. Both are open to all and say nothing about content.
public final class HealthRoutes {
    private final NodeHealth health;
    private final Database database;

    public HealthRoutes(NodeHealth health, Database database) {
        this.health = health;
        this.database = database;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(Route.of("health.live", "GET", "/health/live").open(), live()),
                Endpoint.of(Route.of("health.ready", "GET", "/health/ready").open(), ready()));
    }

    private static Handler live() {
        return new Handler() {
            @Override
            public Response handle(Request request) {
                return Response.text(200, "live\n");
            }

            @Override
            public Optional<Response> handleAtOnce(Request request) {
                return Optional.of(handle(request));
            }
        };
    }

    private Handler ready() {
        return request -> {
            Optional<String> refused = health.writesRefusedBecause();
            if (refused.isPresent()) {
                return Response.text(503, "not ready: writes are refused: " + refused.get() + "; restart this node\n");
            }
            database.read(sql -> sql.first("SELECT 1", row -> row.number(1)));
            return Response.text(200, "ready\n");
        };
    }
}
