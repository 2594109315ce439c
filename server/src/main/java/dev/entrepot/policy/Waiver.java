package dev.entrepot.policy;

import java.time.Instant;
import java.util.Optional;

/// Why a finding does not count at a gate.
///
/// @param kind an exemption that somebody granted, or a VEX statement of one who may exempt
/// @param id of the exemption or of the VEX document
/// @param reason for people
/// @param until when it ends; empty when it does not
public record Waiver(Kind kind, String id, String reason, String author, Optional<Instant> until) {
    public enum Kind {
        EXEMPTION,
        VEX
    }
}
