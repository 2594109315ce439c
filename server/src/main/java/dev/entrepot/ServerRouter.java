package dev.entrepot;

import dev.entrepot.access.AccessControl;
import dev.entrepot.api.HealthRoutes;
import dev.entrepot.api.MetricsRoute;
import dev.entrepot.distribution.V2Router;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Response;
import dev.entrepot.http.Router;
import dev.entrepot.oci.ErrorCode;
import java.util.Map;
import java.util.Set;

/// All routes of the server: the `/v2/` API, the token endpoint, health and metrics.
final class ServerRouter implements Router {
    private record Fixed(String label, Set<String> methods, Handler handler) {}

    private static final Set<String> READ = Set.of("GET", "HEAD");

    private final V2Router v2;
    private final Map<String, Fixed> fixed;

    ServerRouter(V2Router v2, AccessControl control, HealthRoutes health, MetricsRoute metrics) {
        this.v2 = v2;
        this.fixed = Map.of(
                "/auth/token", new Fixed("auth.token", Set.of("GET", "POST"), control.tokenRoutes()),
                "/health/live", new Fixed("health.live", READ, health.live()),
                "/health/ready", new Fixed("health.ready", READ, health.ready()),
                "/metrics", new Fixed("metrics", READ, metrics));
    }

    @Override
    public Routed route(String method, String rawPath) {
        if (V2Router.owns(rawPath)) {
            return v2.route(method, rawPath);
        }
        Fixed route = fixed.get(rawPath);
        if (route == null) {
            return answer(
                    "unknown",
                    ErrorResponses.of(404, ErrorCode.UNSUPPORTED, "nothing is here; the registry lies under /v2/", ""));
        }
        if (!route.methods().contains(method)) {
            String allowed = String.join(", ", route.methods().stream().sorted().toList());
            return answer(
                    route.label(),
                    ErrorResponses.of(405, ErrorCode.UNSUPPORTED, "use one of " + allowed, "")
                            .with("Allow", allowed));
        }
        return new Routed(route.label(), route.handler());
    }

    private static Routed answer(String label, Response response) {
        return new Routed(label, (Handler) request -> response);
    }
}
