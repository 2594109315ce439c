package dev.entrepot.policy;

/// What a VEX statement says of a product, in OpenVEX's words.
enum VexStatus {
    NOT_AFFECTED("not_affected"),
    AFFECTED("affected"),
    FIXED("fixed"),
    UNDER_INVESTIGATION("under_investigation");

    private final String id;

    VexStatus(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /// Whether a finding does not count because of it.
    boolean waives() {
        return this == NOT_AFFECTED || this == FIXED;
    }
}
