package dev.entrepot.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes up new TLS files while the server runs. It looks once a second: file events do not come from network file
/// systems, nor for the links by which Kubernetes swaps its secrets.
final class TlsReload {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final TlsFiles files;
    private TlsFiles.Stamp seen;

    TlsReload(TlsFiles files) {
        this.files = files;
        this.seen = new TlsFiles.Stamp(List.of());
        try {
            this.seen = files.stamp();
        } catch (IOException e) {
            LOG.warn("event=tls_files_unreadable", e);
        }
    }

    void start(Vertx vertx, List<HttpServer> servers) {
        vertx.setTimer(
                LOOK_EVERY_MILLIS,
                timer -> vertx.executeBlocking(() -> {
                            look(servers);
                            return null;
                        })
                        .onComplete(looked -> start(vertx, servers)));
    }

    /// New files that cannot be used are tried again at their next change; until then the old ones serve.
    private void look(List<HttpServer> servers) {
        try {
            TlsFiles.Stamp now = files.stamp();
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            ServerSSLOptions fresh =
                    new ServerSSLOptions().setKeyCertOptions(files.load()).setUseAlpn(true);
            for (HttpServer server : servers) {
                update(server, fresh);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=tls_reload_failed", e);
        }
    }

    private static void update(HttpServer server, ServerSSLOptions fresh) {
        Future<Boolean> updated = server.updateSSLOptions(fresh);
        updated.onSuccess(done -> LOG.info("event=tls_reloaded"))
                .onFailure(e -> LOG.warn("event=tls_reload_failed", e));
    }
}
