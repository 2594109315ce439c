package dev.entrepot.sbom;

/// A document is no bill of materials that Entrepot can read. The message is for people.
public final class UnreadableBillException extends Exception {
    private static final long serialVersionUID = 1;

    public UnreadableBillException(String message) {
        super(message);
    }

    /// Never null, unlike that of exceptions at large.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
