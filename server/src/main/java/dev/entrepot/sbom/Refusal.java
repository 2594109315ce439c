package dev.entrepot.sbom;

/// Ends the walk over a document from within it; {@link BillReader} makes an {@link UnreadableBillException} of it.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    Refusal(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
