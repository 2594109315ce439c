package dev.entrepot.api;

import dev.entrepot.access.Caller;
import dev.entrepot.access.Principal;
import dev.entrepot.federation.SignOn;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Route;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// `GET /api/v1/info`: what one must know of a server before logging in.
public final class InfoRoute {
    /// What does not change while the server runs.
    ///
    /// @param version told to known callers only
    public record Server(String version, Optional<URI> externalUrl, List<SignOn.Provider> providers, boolean open) {
        public Server {
            providers = List.copyOf(providers);
        }
    }

    private final Server server;

    InfoRoute(Server server) {
        this.server = server;
    }

    Endpoint endpoint(Guard guard) {
        return guard.open(Route.of("api.info", "GET", "/api/v1/info").open(), this::info);
    }

    private Response info(Call call) {
        boolean known =
                call.caller() instanceof Caller.Known caller && !(caller.principal() instanceof Principal.Anonymous);
        return Response.json(
                200,
                JsonWriter.document(
                        json -> json.putText("version", known ? Optional.of(server.version()) : Optional.empty())
                                .putText("externalUrl", server.externalUrl().map(URI::toString))
                                .array("providers", server.providers(), InfoRoute::write)
                                .put("open", server.open())));
    }

    private static void write(JsonWriter json, SignOn.Provider provider) {
        json.put("name", provider.name()).put("kind", provider.kind()).put("display", provider.display());
    }
}
