package dev.entrepot.cli;

/// What the program says with its end. Scripts rely on these numbers.
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;
    /// The server knows us and says no, or does not tell whether there is anything.
    public static final int REFUSED = 3;
    /// Something is not as it must be.
    public static final int NOT_AS_IT_MUST_BE = 4;
    /// A threshold was met.
    public static final int THRESHOLD = 5;
    /// The server cannot be reached.
    public static final int UNREACHABLE = 6;

    private ExitCode() {}
}
