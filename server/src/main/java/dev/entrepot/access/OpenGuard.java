package dev.entrepot.access;

import dev.entrepot.http.Request;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// Keeps an open registry to its own machine.
///
/// `--open` trusts whoever reaches the loopback address. Web pages and proxies reach it too, on behalf of others: a
/// page by a name that it rebinds to 127.0.0.1 (its `Host` gives it away) or by a plain request (its `Origin`
/// does), a proxy with its `Forwarded` headers. `--open=any` asks for none of this.
public final class OpenGuard {
    private static final List<String> FORWARDED = List.of(
            "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Real-IP");
    private static final String ADVICE = "; --open serves only clients of this machine, --open=any serves all";

    private final boolean guarded;

    OpenGuard(AccessConfig config) {
        this.guarded = config.open() && !config.openAny();
    }

    /// Why the server must not start: an open registry on an address that others reach. May ask the name service.
    public static Optional<String> checkListen(AccessConfig config, String listenHost) {
        if (!config.open() || config.openAny() || isLoopbackAddress(listenHost)) {
            return Optional.empty();
        }
        return Optional.of("everybody who reaches " + listenHost
                + " could read and write: listen on 127.0.0.1, or say --open=any if that is meant");
    }

    /// Why the request is refused, if it is. Pure CPU.
    public Optional<String> refusal(Request request) {
        if (!guarded) {
            return Optional.empty();
        }
        if (!isLoopbackName(hostOf(request.host()))) {
            return refused("the Host " + request.host() + " is not a name of this machine's loopback address");
        }
        for (String name : FORWARDED) {
            if (request.header(name).isPresent()) {
                return refused("the request was forwarded (" + name + ")");
            }
        }
        Optional<String> origin = request.header("Origin");
        return origin.isPresent() && !isOwn(origin.get(), request.host())
                ? refused("the request comes from a page of another origin")
                : Optional.empty();
    }

    private static Optional<String> refused(String why) {
        return Optional.of(why + ADVICE);
    }

    private static boolean isOwn(String origin, String host) {
        try {
            return host.equalsIgnoreCase(new URI(origin).getAuthority());
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /// The host without its port.
    private static String hostOf(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    /// `localhost` or an address; other names are whatever a name server says.
    private static boolean isLoopbackName(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isLoopbackAddress(String listenHost) {
        try {
            return InetAddress.getByName(listenHost).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
