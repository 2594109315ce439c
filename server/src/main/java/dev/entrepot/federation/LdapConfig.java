package dev.entrepot.federation;

import dev.entrepot.access.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Section `federation.ldap.NAME`: a directory that checks passwords.
///
/// @param name of the provider; accounts are keyed by it
/// @param display the name for people
public record LdapConfig(String name, String display, Server server, Search search, Attributes attributes) {
    /// Where the directory is.
    ///
    /// @param url `ldap://` or `ldaps://`, host and port
    /// @param startTls whether an `ldap://` connection is encrypted before anything else is sent
    /// @param caFile certificates (PEM) that are trusted in place of those of the JVM
    /// @param allowPlainText whether passwords may travel unencrypted to another machine
    public record Server(URI url, boolean startTls, Optional<Path> caFile, boolean allowPlainText) {
        public Server {
            boolean ldaps = "ldaps".equals(url.getScheme());
            if (ldaps && startTls) {
                throw new IllegalArgumentException("start-tls: is for ldap://, ldaps:// is encrypted from the start");
            }
            PlainText.objection(url, ldaps || startTls, allowPlainText).ifPresent(objection -> {
                throw new IllegalArgumentException("url: " + objection
                        + "; use ldaps:// or start-tls: true, or say allow-plain-text: true if that is meant");
            });
        }

        public int port() {
            int standard = "ldaps".equals(url.getScheme()) ? 636 : 389;
            return url.getPort() < 0 ? standard : url.getPort();
        }
    }

    /// Whom to ask as, and where to look.
    ///
    /// @param bindDn the service account that searches; empty text: anonymous
    /// @param userFilter finds exactly one entry; `{0}` is what the user typed
    /// @param groupBase where groups lie; empty text: none are looked for
    /// @param groupFilter finds the groups of a user; `{0}` is the DN of the entry, `{1}` what the user typed
    public record Search(
            String bindDn,
            Secret bindPassword,
            String userBase,
            String userFilter,
            String groupBase,
            String groupFilter) {
        public Search {
            if (!bindDn.isEmpty() && bindPassword.text().isEmpty()) {
                throw new IllegalArgumentException("bind-password: is missing; bind-dn needs one");
            }
            if (!userFilter.contains("{0}")) {
                throw new IllegalArgumentException("user-filter: has no {0}, which stands for the user's name");
            }
            if (!groupFilter.contains("{0}") && !groupFilter.contains("{1}")) {
                throw new IllegalArgumentException(
                        "group-filter: has neither {0}, the DN of the user, nor {1}, the user's name");
            }
        }
    }

    /// What the entries of users and groups call things.
    ///
    /// @param subject holds a value that is never given to anybody else, such as `entryUUID` or `objectGUID`
    /// @param name the name people log in with
    /// @param display the name for people
    /// @param group the name of a group, in its entry
    public record Attributes(String subject, String name, String display, String mail, String group) {
        public static final Attributes DEFAULT = new Attributes("entryUUID", "uid", "cn", "mail", "cn");
    }
}
