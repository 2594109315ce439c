package dev.entrepot.content;

import java.util.Optional;

/// What shall be different; what is empty stays.
public record NamespaceChange(
        Optional<String> description, Optional<Template> template, Optional<Limits> limits, Optional<Keeping> keeping) {
    static final int MAX_DESCRIPTION_LENGTH = 1024;

    public NamespaceChange {
        description.ifPresent(NamespaceChange::requireShort);
    }

    /// @throws IllegalArgumentException with a text for people
    static void requireShort(String description) {
        if (description.length() > MAX_DESCRIPTION_LENGTH) {
            throw new IllegalArgumentException("the description has " + description.length()
                    + " characters: expected at most " + MAX_DESCRIPTION_LENGTH);
        }
    }

    Namespace of(Namespace old) {
        return new Namespace(
                old.name(),
                description.orElse(old.description()),
                template.orElse(old.template()),
                limits.orElse(old.limits()),
                keeping.orElse(old.keeping()),
                old.version() + 1,
                old.createdAt());
    }
}
