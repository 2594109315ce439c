package dev.entrepot.directory;

import java.time.Instant;
import java.util.Optional;

/// A user, as the row is.
///
/// @param provider `local`, or the configured name of the one that vouches for the account
/// @param passwordHash Argon2id in its text form; empty text for accounts of other providers
/// @param credentialVersion raised by every change that must end what was made from the old credential
/// @param confirmedAt when its provider last vouched for it; empty for local accounts
public record Account(
        String id,
        String name,
        SystemRole role,
        String provider,
        String passwordHash,
        long credentialVersion,
        boolean disabled,
        Optional<Instant> confirmedAt) {
    /// The provider of accounts that have their password here.
    public static final String LOCAL = "local";

    public Account {
        if (id.isEmpty() || name.isEmpty() || name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("not an account: id " + id + ", name " + name);
        }
    }

    public boolean local() {
        return provider.equals(LOCAL);
    }
}
