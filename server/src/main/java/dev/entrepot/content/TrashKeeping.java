package dev.entrepot.content;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long the trash keeps what is deleted: as the namespace says, or else as the server is configured.
final class TrashKeeping {
    private final long defaultMicros;

    TrashKeeping(Duration byDefault) {
        this.defaultMicros = byDefault.toNanos() / 1000;
    }

    long micros(Home home) {
        return micros(home.trashKeepMicros());
    }

    long micros(Namespace namespace) {
        Duration keep = namespace.keeping().trashKeep();
        return micros(keep == null ? null : keep.toNanos() / 1000);
    }

    private long micros(@Nullable Long ofNamespace) {
        return ofNamespace == null ? defaultMicros : ofNamespace;
    }
}
