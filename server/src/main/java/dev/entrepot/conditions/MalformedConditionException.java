package dev.entrepot.conditions;

/// A text is no condition. The message says where, what was expected and which names there are; made to be shown.
public final class MalformedConditionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String message;

    MalformedConditionException(String message) {
        super(message);
        this.message = message;
    }

    /// Never null, unlike that of exceptions at large.
    @Override
    public String getMessage() {
        return message;
    }
}
