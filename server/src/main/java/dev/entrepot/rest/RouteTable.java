package dev.entrepot.rest;

import dev.entrepot.http.ApiError;
import dev.entrepot.http.BadRequestException;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Response;
import dev.entrepot.http.Router;
import dev.entrepot.oci.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The one table of actions: every route of the server, each with the action that it needs. It answers for its
/// endpoints; routes that another router answers are listed in it.
public final class RouteTable implements Router {
    static final String API = "/api/";

    private final List<Endpoint> endpoints;
    private final List<Route> routes;

    /// Throws `IllegalStateException` when a route declares no action, or stands in the table twice.
    ///
    /// @param elsewhere the routes of other routers
    public RouteTable(List<Endpoint> endpoints, List<Route> elsewhere) {
        this.endpoints = endpoints.stream()
                .sorted(Comparator.comparing(endpoint -> endpoint.route().path()))
                .toList();
        List<Route> declared = new ArrayList<>(elsewhere);
        this.endpoints.forEach(endpoint -> declared.add(endpoint.route()));
        this.routes = withHeads(declared);
        Set<String> seen = new HashSet<>();
        for (Route route : routes) {
            if (route.needs().isEmpty()) {
                throw new IllegalStateException(route + " declares no action: every route needs one");
            }
            if (!seen.add(key(route))) {
                throw new IllegalStateException(route + " stands in the table twice");
            }
        }
    }

    /// All routes of the server. Where GET is a route, so is HEAD.
    public List<Route> routes() {
        return routes;
    }

    private static List<Route> withHeads(List<Route> declared) {
        Set<String> known = new HashSet<>();
        declared.forEach(route -> known.add(key(route)));
        List<Route> all = new ArrayList<>();
        for (Route route : declared) {
            all.add(route);
            Route head = route.head();
            if (route.method().equals("GET") && !known.contains(key(head))) {
                all.add(head);
            }
        }
        return List.copyOf(all);
    }

    private static String key(Route route) {
        return route.method() + " " + route.path();
    }

    @Override
    public Routed route(String method, String rawPath) {
        List<String> path = PathTemplate.split(rawPath);
        Set<String> allowed = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            Route route = endpoint.route();
            Optional<Map<String, String>> values;
            try {
                values = route.path().match(path);
            } catch (BadRequestException e) {
                return answer("malformed", ErrorResponses.of(ApiError.INVALID, String.valueOf(e.getMessage()), ""));
            }
            if (values.isEmpty()) {
                continue;
            }
            if (fits(route, method)) {
                return new Routed(route.label(), endpoint.handler().of(values.get()));
            }
            allowed.add(route.method());
            if (route.method().equals("GET")) {
                allowed.add("HEAD");
            }
        }
        return allowed.isEmpty() ? unknown(rawPath) : notAllowed(String.join(", ", allowed));
    }

    private static boolean fits(Route route, String method) {
        return route.method().equals(method) || (route.method().equals("GET") && method.equals("HEAD"));
    }

    private static Routed unknown(String rawPath) {
        return answer(
                "unknown",
                rawPath.startsWith(API)
                        ? ErrorResponses.of(
                                ApiError.NOT_FOUND, "this is no path of the API; see /api/v1/openapi.yaml", "")
                        : ErrorResponses.of(
                                404, ErrorCode.UNSUPPORTED, "nothing is here; the registry lies under /v2/", ""));
    }

    private static Routed notAllowed(String allowed) {
        return answer(
                "method",
                ErrorResponses.of(405, ErrorCode.UNSUPPORTED, "use one of " + allowed, "")
                        .with("Allow", allowed));
    }

    private static Routed answer(String label, Response response) {
        return new Routed(label, (Handler) request -> response);
    }
}
