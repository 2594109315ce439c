package dev.entrepot.federation;

import dev.entrepot.directory.Account;
import java.time.Instant;

/// A browser whose user logged in.
///
/// @param account as its row is now; not disabled, with the credential version of the login
/// @param key names the session in logs and in the audit; nobody gets in with it
public record WebSession(Account account, String key, Instant expiresAt) {}
