package dev.entrepot.http;

import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts open connections. One beyond the limit is answered 429 and closed; far beyond it, where even that would
/// cost too much, closed unheard.
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private final int limit;
    private final int hardLimit;
    private final AtomicInteger open = new AtomicInteger();

    Connections(int limit) {
        this.limit = limit;
        this.hardLimit = limit + Math.max(16, limit / 8);
    }

    void opened(HttpConnection connection) {
        // A client that breaks off is no event for the log: its exchange tells, with status 499.
        connection.exceptionHandler(failure -> LOG.debug("event=connection_failed", failure));
        connection.closeHandler(closed -> open.decrementAndGet());
        if (open.incrementAndGet() > hardLimit) {
            connection.close();
        }
    }

    /// Whether more connections are open than may be.
    boolean crowded() {
        return open.get() > limit;
    }

    int open() {
        return open.get();
    }
}
