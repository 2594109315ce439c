package dev.entrepot.http;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What Vert.x and Netty are told; their defaults are made for small requests.
final class ServerOptions {
    /// Room for a manifest PUT with a hundred `tag` parameters of 128 characters.
    private static final int REQUEST_LINE = 16 * 1024;

    /// Bytes of a body that come as one buffer. Vert.x holds back up to 16 buffers of a paused request, so this also
    /// decides what a stalled upload costs.
    private static final int CHUNK = 64 * 1024;

    /// HTTP/2 windows: 64 KiB, the protocol's default, would wait for the client after every 64 KiB of a blob.
    private static final int STREAM_WINDOW = 512 * 1024;

    private static final int CONNECTION_WINDOW = 4 * 1024 * 1024;
    private static final int STREAMS = 128;
    private static final int BACKLOG = 4_096;

    private ServerOptions() {}

    static HttpServerOptions of(HttpConfig config, Optional<TlsFiles> tls) {
        HttpServerOptions options = new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setReuseAddress(true)
                .setTcpNoDelay(true)
                .setIdleTimeout((int) config.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxInitialLineLength(REQUEST_LINE)
                .setMaxChunkSize(CHUNK)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setHttp2ClearTextEnabled(true)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(STREAM_WINDOW)
                        .setMaxConcurrentStreams(STREAMS)
                        .setMaxHeaderListSize(config.maxHeaderBytes()));
        tls.ifPresent(files -> options.setSsl(true).setUseAlpn(true).setKeyCertOptions(files.load()));
        return options;
    }
}
