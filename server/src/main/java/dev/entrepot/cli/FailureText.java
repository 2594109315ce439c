package dev.entrepot.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/// What the world did wrong, in a few lines for people. What only we can cause is shown with its trace instead.
final class FailureText {
    /// Deeper causes say nothing to people; and a chain may be a circle.
    private static final int MOST_CAUSES = 5;

    private FailureText() {}

    /// The failure, and below it each cause that says something new.
    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        String last = "";
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            String words = words(cause);
            if (!(cause instanceof UncheckedIOException wrapper && repeatsItsCause(wrapper)) && !last.contains(words)) {
                text.append(text.isEmpty() ? "" : "\n  because: ").append(words);
                last = words;
            }
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static boolean repeatsItsCause(UncheckedIOException wrapper) {
        return String.valueOf(wrapper.getCause()).equals(wrapper.getMessage());
    }

    /// The messages of some exceptions are but the name of a file.
    private static String words(Throwable cause) {
        return switch (cause) {
            case NoSuchFileException missing -> "there is no " + missing.getMessage();
            case AccessDeniedException denied -> "the system allows no access to " + denied.getMessage();
            case FileAlreadyExistsException there -> there.getMessage() + " is there already and is no folder";
            default -> Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        };
    }
}
