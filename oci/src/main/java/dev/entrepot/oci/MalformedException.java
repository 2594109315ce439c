package dev.entrepot.oci;

/// A text or a document from outside breaks its grammar.
///
/// The message says what was found, what was expected and what to do; `detail` is the offending part, shortened. Both
/// are made to be shown to the client.
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String message;
    private final String detail;

    public MalformedException(ErrorCode code, String message, String detail) {
        super(message);
        this.code = code;
        this.message = message;
        this.detail = detail;
    }

    /// Never null, unlike that of exceptions at large.
    @Override
    public String getMessage() {
        return message;
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }
}
