package dev.entrepot.client;

/// The server answered, and not with what was asked for. The message is for people.
public final class ApiException extends RuntimeException {
    private final int status;
    private final String code;
    private final String path;

    public ApiException(int status, String code, String path, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.path = path;
    }

    public int status() {
        return status;
    }

    /// The id in the error document, such as `DENIED`; empty when the answer held none.
    public String code() {
        return code;
    }

    /// What was asked for, without host and query.
    public String path() {
        return path;
    }
}
