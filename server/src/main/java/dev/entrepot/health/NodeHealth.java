package dev.entrepot.health;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether this node may still write.
///
/// An fsync, commit or checkpoint that failed for any reason but a full disk leaves it unknown what is durable. It
/// is never retried: the node serves reads, refuses writes and is not ready until it is started again, so that
/// recovery decides (the kernel may have dropped the dirty pages and would report the next fsync as good).
public final class NodeHealth {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);
    private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());

    /// Refuses all writes from now on. The first reason is kept.
    public void refuseWrites(String reason) {
        if (refusal.compareAndSet(Optional.empty(), Optional.of(reason))) {
            LOG.error("event=writes_refused reason=\"{}\"", reason);
        }
    }

    /// Why writes are refused; empty while they are allowed.
    public Optional<String> writesRefusedBecause() {
        return refusal.get();
    }

    /// Throws {@link WritesRefusedException} once writes are refused.
    public void requireWritable() {
        refusal.get().ifPresent(reason -> {
            throw new WritesRefusedException(reason);
        });
    }
}
