package dev.entrepot;

import dev.entrepot.distribution.V2Router;
import dev.entrepot.http.Router;
import dev.entrepot.rest.RouteTable;

/// All routes of the server: the `/v2/` API, whose paths are read from their right end, and the table.
final class ServerRouter implements Router {
    private final V2Router v2;
    private final RouteTable table;

    ServerRouter(V2Router v2, RouteTable table) {
        this.v2 = v2;
        this.table = table;
    }

    @Override
    public Routed route(String method, String rawPath) {
        return V2Router.owns(rawPath) ? v2.route(method, rawPath) : table.route(method, rawPath);
    }
}
