package dev.entrepot.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Section `http`. TLS is on when both `tlsCert` and `tlsKey` (PEM files, reloaded when they change) are given.
///
/// @param listenHost address to bind
/// @param listenPort port to bind, 0 for any free one
/// @param externalUrl fixes realm, service and links behind a proxy
/// @param trustedProxies CIDR blocks whose `X-Forwarded-*` headers are believed
/// @param maxHeaderBytes limit of all header lines of a request together
/// @param maxConnections open connections; requests on further ones are answered 429, and far beyond it they are closed
/// @param idleTimeout a connection without traffic is closed after it, also while a handler works
/// @param bodyGrace how long a body may take before its rate is looked at
/// @param minBodyBytesPerSecond slower bodies are given up (408) after `bodyGrace`
/// @param shutdownGrace how long running transfers may take when the server stops
public record HttpConfig(
        String listenHost,
        int listenPort,
        Optional<URI> externalUrl,
        Optional<Path> tlsCert,
        Optional<Path> tlsKey,
        List<String> trustedProxies,
        int maxHeaderBytes,
        int maxConnections,
        Duration idleTimeout,
        Duration bodyGrace,
        long minBodyBytesPerSecond,
        Duration shutdownGrace) {
    public static final HttpConfig DEFAULT = new HttpConfig(
            "127.0.0.1",
            5000,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            32 * 1024,
            10_000,
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            1024,
            Duration.ofMinutes(1));

    public HttpConfig {
        trustedProxies = List.copyOf(trustedProxies);
    }
}
