package dev.entrepot.directory;

import java.time.Instant;
import java.util.Optional;

/// One of at most two live secrets of a robot.
public record RobotSecret(String id, String robotId, Optional<Instant> expiresAt, Instant createdAt) {
    public boolean livesAt(Instant now) {
        return expiresAt.map(now::isBefore).orElse(true);
    }
}
