package dev.entrepot.oci;

/// The error ids of distribution-spec, "Error Codes", and those that CNCF distribution added and clients know.
public enum ErrorCode {
    /// Clients repeat a request that is answered so: never use it for what stays wrong.
    UNKNOWN,
    UNSUPPORTED,
    UNAUTHORIZED,
    DENIED,
    UNAVAILABLE,
    TOOMANYREQUESTS,
    DIGEST_INVALID,
    SIZE_INVALID,
    RANGE_INVALID,
    NAME_INVALID,
    TAG_INVALID,
    NAME_UNKNOWN,
    MANIFEST_UNKNOWN,
    MANIFEST_INVALID,
    MANIFEST_UNVERIFIED,
    MANIFEST_BLOB_UNKNOWN,
    BLOB_UNKNOWN,
    BLOB_UPLOAD_UNKNOWN,
    BLOB_UPLOAD_INVALID,
    PAGINATION_NUMBER_INVALID;

    /// The text of `code` in an errors document.
    public String id() {
        return name();
    }
}
