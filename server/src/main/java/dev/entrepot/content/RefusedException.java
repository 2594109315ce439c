package dev.entrepot.content;

/// Takes the whole transaction back, because nothing of a refused change may stay. Never leaves this package: whoever
/// opened the transaction answers with the refusal.
final class RefusedException extends RuntimeException {
    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
