package dev.entrepot.http;

/// The error ids of `/api/v1` beside those of {@link dev.entrepot.oci.ErrorCode}, which belong to the distribution
/// specification.
public enum ApiError {
    /// There is no such thing, or the caller may not know whether there is.
    NOT_FOUND(404),
    /// The request is not what the route expects.
    INVALID(400),
    /// The request is sound, but what is there stands against it.
    CONFLICT(409),
    /// What is there is not what `If-Match` or `If-None-Match` named.
    PRECONDITION_FAILED(412),
    /// The change is only made with `If-Match`.
    PRECONDITION_REQUIRED(428),
    /// What was asked for existed until its time was over.
    GONE(410);

    private final int status;

    ApiError(int status) {
        this.status = status;
    }

    /// The text of `code` in an errors document.
    public String id() {
        return name();
    }

    public int status() {
        return status;
    }
}
