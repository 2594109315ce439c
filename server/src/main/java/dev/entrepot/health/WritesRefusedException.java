package dev.entrepot.health;

/// This node refuses writes since a failed fsync, commit or checkpoint. Answered 503 `UNAVAILABLE`.
public final class WritesRefusedException extends UnavailableException {
    public WritesRefusedException(String reason) {
        super("this node refuses writes until it is restarted: " + reason);
    }
}
