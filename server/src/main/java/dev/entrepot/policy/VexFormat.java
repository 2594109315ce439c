package dev.entrepot.policy;

/// The forms of VEX documents that are read.
public enum VexFormat {
    /// OpenVEX 0.2.0, and what was before it.
    OPENVEX("openvex"),
    /// CSAF 2.0, profile 5.
    CSAF("csaf"),
    /// The `vulnerabilities` of a CycloneDX BOM.
    CYCLONEDX("cyclonedx");

    private final String id;

    VexFormat(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    static VexFormat of(String id) {
        for (VexFormat format : values()) {
            if (format.id.equals(id)) {
                return format;
            }
        }
        throw new IllegalStateException("no such format: " + id);
    }
}
