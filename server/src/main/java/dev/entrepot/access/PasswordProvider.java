package dev.entrepot.access;

import dev.entrepot.directory.ExternalIdentity;

/// A system outside that checks user names and passwords, such as an LDAP directory.
public interface PasswordProvider {
    /// Its configured name.
    String name();

    /// Asks the system. Blocks, for a bounded time; never throws for what a user or the system may do.
    Result check(String user, Secret password);

    sealed interface Result {}

    record Confirmed(ExternalIdentity identity) implements Result {}

    /// No such user, or another password: which one is not told.
    record Wrong() implements Result {}

    /// The system did not answer.
    ///
    /// @param reason for the log
    record Unavailable(String reason) implements Result {}
}
