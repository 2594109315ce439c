package dev.entrepot.directory;

import java.util.Set;

/// What a provider says of somebody who logged in there.
///
/// @param provider its configured name
/// @param subject never given to anybody else by that provider
/// @param preferredName how the person is called there; decides nothing but how the account is named here
/// @param groups names of groups, as the provider writes them
public record ExternalIdentity(
        String provider, String subject, String preferredName, String displayName, String email, Set<String> groups) {
    /// As much of a text for people as is kept.
    private static final int MAX_TEXT_LENGTH = 255;

    /// Refuses with {@link IllegalArgumentException} a provider or subject that cannot key an account. Texts for
    /// people are cut to what can be kept: they are not worth a refused login.
    public ExternalIdentity {
        if (provider.isEmpty() || provider.equals(Account.LOCAL) || Names.impossible(provider)) {
            throw new IllegalArgumentException("no provider vouches under the name \"" + provider + "\"");
        }
        if (subject.isEmpty() || Names.impossible(subject)) {
            throw new IllegalArgumentException("the subject that " + provider + " names cannot key an account");
        }
        displayName = tamed(displayName);
        email = tamed(email);
        groups = Set.copyOf(groups);
    }

    private static String tamed(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .limit(MAX_TEXT_LENGTH)
                .filter(c -> !Character.isISOControl(c))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
