package dev.entrepot.e2e.credentials;

import java.util.List;

/// Who one says to be, and what proves it.
///
/// @param wrong what must be refused in its place
record Credential(String user, String secret, List<Wrong> wrong) {
    Credential {
        wrong = List.copyOf(wrong);
    }

    /// @param what is wrong about it
    /// @param message what the registry says to it
    record Wrong(String what, String user, String secret, String message) {
        private static final String MESSAGE = "wrong user name or password";

        Wrong(String what, String user, String secret) {
            this(what, user, secret, MESSAGE);
        }
    }

    /// What the suite tries at each client.
    enum Kind {
        PASSWORD,
        TOKEN,
        ROBOT,
        OIDC_TOKEN,
        LDAP_PASSWORD,
        CI_TOKEN
    }
}
