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
    public ExternalIdentity {
        groups = Set.copyOf(groups);
    }
}
