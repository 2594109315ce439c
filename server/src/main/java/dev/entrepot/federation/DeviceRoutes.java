package dev.entrepot.federation;

import dev.entrepot.http.ApiError;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// `POST /api/v1/device` and `POST /api/v1/device/token`: the side of the machine that wants to log in.
final class DeviceRoutes {
    private static final int MAX_NAME = 64;
    private static final int MAX_CODE = 128;

    private final DeviceLogins logins;
    private final Set<String> providers;
    private final WebOrigin origin;

    DeviceRoutes(DeviceLogins logins, Set<String> providers, WebOrigin origin) {
        this.logins = logins;
        this.providers = Set.copyOf(providers);
        this.origin = origin;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.open(Route.of("device.start", "POST", "/api/v1/device").open(), this::start),
                guard.open(
                        Route.of("device.token", "POST", "/api/v1/device/token").open(), this::token));
    }

    private Response start(Call call) {
        JsonObject body = call.body().only("provider", "machine");
        String provider = body.optionalText("provider", MAX_NAME).orElse("");
        String machine = body.optionalText("machine", MAX_NAME).orElse("");
        if (providers.isEmpty() || (!provider.isEmpty() && !providers.contains(provider))) {
            throw new RefusedException(
                    ErrorResponses.of(ApiError.NOT_FOUND, "there is no such provider to log in at", provider));
        }
        return switch (logins.start(provider, machine, call.request().clientAddress())) {
            case DeviceLogins.Started started -> started(call.request(), provider, started);
            case DeviceLogins.TooMany _ -> tooMany("too many logins are waiting; try again in a while", 30);
        };
    }

    private Response started(Request request, String provider, DeviceLogins.Started started) {
        String url = origin.base(request)
                + DevicePages.PATH
                + (provider.isEmpty() ? "" : "?provider=" + URLEncoder.encode(provider, StandardCharsets.UTF_8));
        byte[] document = JsonWriter.document(json -> json.put("deviceCode", started.deviceCode())
                .put("userCode", started.userCode())
                .put("verificationUrl", url)
                .put("verificationUrlComplete", url + (provider.isEmpty() ? "?" : "&") + "code=" + started.userCode())
                .put("expiresIn", DeviceLogins.LIFETIME.toSeconds())
                .put("interval", DeviceLogins.INTERVAL.toSeconds()));
        return Response.json(200, document).with("Cache-Control", "no-store");
    }

    private Response token(Call call) {
        JsonObject body = call.body().only("deviceCode");
        Request request = call.request();
        return switch (logins.poll(body.text("deviceCode", MAX_CODE), request.clientAddress(), request.id())) {
            case DeviceLogins.Granted granted ->
                Response.json(
                                200,
                                JsonWriter.document(json -> json.put("name", granted.name())
                                        .put("secret", granted.secret())
                                        .put("expiresAt", granted.expiresAt())))
                        .with("Cache-Control", "no-store");
            case DeviceLogins.Pending _ ->
                Response.json(202, JsonWriter.document(json -> json.put("state", "pending")))
                        .with("Cache-Control", "no-store");
            case DeviceLogins.TooFast _ -> tooMany("asked again too soon", DeviceLogins.INTERVAL.toSeconds());
            case DeviceLogins.Denied denied ->
                ErrorResponses.of(ErrorCode.DENIED, "the login was not granted: " + denied.reason(), "");
            case DeviceLogins.Expired _ -> ErrorResponses.of(ApiError.GONE, "no such login waits; begin again", "");
        };
    }

    private static Response tooMany(String message, long seconds) {
        return ErrorResponses.of(ErrorCode.TOOMANYREQUESTS, message, "").with("Retry-After", Long.toString(seconds));
    }
}
