package dev.entrepot.federation;

import dev.entrepot.directory.ExternalIdentity;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/// Identities made of what a system outside says: bounded, and without characters that are none.
final class Identities {
    private static final int MAX_SUBJECT = 255;
    private static final int MAX_TEXT = 255;
    private static final int MAX_GROUPS = 1_000;

    private Identities() {}

    /// Empty when the subject is no key. What is only shown is shortened; a group that is too long is left out.
    static Optional<ExternalIdentity> of(
            String provider,
            String subject,
            String preferredName,
            String displayName,
            String email,
            Collection<String> groups) {
        if (subject.isBlank() || subject.length() > MAX_SUBJECT || !clean(subject)) {
            return Optional.empty();
        }
        return Optional.of(new ExternalIdentity(
                provider,
                subject,
                shown(preferredName),
                shown(displayName),
                shown(email),
                groups.stream()
                        .filter(group -> !group.isEmpty() && group.length() <= MAX_TEXT && clean(group))
                        .limit(MAX_GROUPS)
                        .collect(Collectors.toSet())));
    }

    private static boolean clean(String text) {
        return text.codePoints().noneMatch(Identities::useless);
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().filter(point -> !useless(point)).limit(MAX_TEXT).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    /// Control characters, those that turn the direction of the text, and halves of characters.
    private static boolean useless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR -> true;
            default -> false;
        };
    }
}
