package dev.entrepot.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A robot of a namespace: a principal for machines.
///
/// @param name `namespace+short`
/// @param rules what it may do, as far as its sponsor may do it
/// @param sponsorId the account that made it, or took it over by changing its rules or secrets
/// @param credentialVersion raised by every change that must end what was made from its secrets
public record Robot(
        String id,
        String namespace,
        String name,
        String description,
        List<Allowance> rules,
        String sponsorId,
        long credentialVersion,
        Optional<Instant> expiresAt,
        boolean disabled,
        Instant createdAt) {
    public Robot {
        rules = List.copyOf(rules);
    }

    public boolean livesAt(Instant now) {
        return !disabled && expiresAt.map(now::isBefore).orElse(true);
    }
}
