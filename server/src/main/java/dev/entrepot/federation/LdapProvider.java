package dev.entrepot.federation;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.util.LDAPSDKUsageException;
import dev.entrepot.access.PasswordProvider;
import dev.entrepot.access.Secret;
import dev.entrepot.directory.ExternalIdentity;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A directory that checks passwords:
///
/// 1. the service account looks for the one entry of that name;
/// 2. a connection of its own binds as that entry with the password;
/// 3. the service account looks for the groups of the entry.
///
/// The account is keyed by an attribute that is never given to anybody else; a DN or a name may be, after a move.
public final class LdapProvider implements PasswordProvider, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LdapProvider.class);

    private static final int MAX_NAME = 256;

    /// Longer ones are refused unsent; directories hash what they are given.
    private static final int MAX_PASSWORD = 1024;

    private static final int MAX_GROUPS = 1_000;

    /// Values of these are bytes; all others are texts.
    private static final Set<String> BINARY = Set.of("objectguid", "objectsid");

    /// Bind results that say something about user and password, and nothing about the directory.
    private static final Set<ResultCode> REFUSALS = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.UNWILLING_TO_PERFORM,
            ResultCode.INVALID_DN_SYNTAX);

    private final LdapConfig config;
    private final LdapConnections connections;

    /// Opens no connection yet. Throws {@link IllegalArgumentException} for what can never work.
    public LdapProvider(LdapConfig config) {
        this.config = config;
        requireFilter("user-filter", config.search().userFilter());
        requireFilter("group-filter", config.search().groupFilter());
        requireDn("user-base", config.search().userBase());
        requireDn("group-base", config.search().groupBase());
        requireDn("bind-dn", config.search().bindDn());
        this.connections = new LdapConnections(config);
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Result check(String user, Secret password) {
        // RFC 4513, 5.1.2: a bind with an empty password succeeds as nobody in particular.
        if (!sendable(user, MAX_NAME) || !sendable(password.text(), MAX_PASSWORD)) {
            return new Wrong();
        }
        try {
            List<SearchResultEntry> found = users(user);
            if (found.size() != 1) {
                if (found.size() > 1) {
                    LOG.warn("event=ldap_ambiguous provider={} hint=\"user-filter finds several entries\"", name());
                }
                bind(nobody(), password);
                return new Wrong();
            }
            SearchResultEntry entry = found.getFirst();
            return bind(entry.getDN(), password) ? new Confirmed(identity(user, entry)) : new Wrong();
        } catch (LDAPException | LDAPSDKUsageException failed) {
            return new Unavailable(reason(failed));
        }
    }

    private static boolean sendable(String text, int most) {
        return !text.isEmpty() && text.length() <= most && text.indexOf('\0') < 0;
    }

    private List<SearchResultEntry> users(String user) throws LDAPException {
        LdapConfig.Attributes names = config.attributes();
        return connections.search(
                config.search().userBase(),
                filter(config.search().userFilter(), user, user),
                2,
                List.of(names.subject(), names.name(), names.display(), names.mail()));
    }

    /// Whether the directory takes the password.
    private boolean bind(String dn, Secret password) throws LDAPException {
        try {
            connections.bind(dn, password);
            return true;
        } catch (LDAPException refused) {
            if (REFUSALS.contains(refused.getResultCode())) {
                return false;
            }
            throw refused;
        }
    }

    /// An entry that is not there: so an unknown name costs what a wrong password costs.
    private String nobody() throws LDAPException {
        DN base = new DN(config.search().userBase());
        return new DN(new RDN("cn", UUID.randomUUID().toString()), base).toString();
    }

    private ExternalIdentity identity(String user, SearchResultEntry entry) throws LDAPException {
        LdapConfig.Attributes names = config.attributes();
        String subject = subject(entry.getAttribute(names.subject()), names.subject());
        return Identities.of(
                        name(),
                        subject,
                        text(entry, names.name(), user),
                        text(entry, names.display(), ""),
                        text(entry, names.mail(), ""),
                        groups(user, entry.getDN()))
                .orElseThrow(() -> new LDAPException(
                        ResultCode.NO_SUCH_ATTRIBUTE,
                        "the entry of a user has no usable " + names.subject() + "; see subject-attribute"));
    }

    private static String subject(@Nullable Attribute attribute, String name) {
        if (attribute == null || attribute.size() != 1) {
            return "";
        }
        if (BINARY.contains(name.toLowerCase(Locale.ROOT))) {
            return HexFormat.of().formatHex(attribute.getValueByteArray());
        }
        String value = attribute.getValue();
        return value == null ? "" : value;
    }

    private static String text(SearchResultEntry entry, String attribute, String fallback) {
        String value = entry.getAttributeValue(attribute);
        return value == null ? fallback : value;
    }

    private Set<String> groups(String user, String dn) throws LDAPException {
        if (config.search().groupBase().isEmpty()) {
            return Set.of();
        }
        String attribute = config.attributes().group();
        Set<String> groups = new HashSet<>();
        for (SearchResultEntry entry : connections.search(
                config.search().groupBase(),
                filter(config.search().groupFilter(), dn, user),
                MAX_GROUPS,
                List.of(attribute))) {
            String group = entry.getAttributeValue(attribute);
            if (group != null) {
                groups.add(group);
            }
        }
        return groups;
    }

    /// RFC 4515, 3: what was typed is escaped, so that it is a value and never a part of the filter.
    private static Filter filter(String template, String first, String second) throws LDAPException {
        // One pass: what stands for {0} may itself contain the text {1}.
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int brace = template.indexOf('{'); brace >= 0; brace = template.indexOf('{', from)) {
            text.append(template, from, brace);
            if (template.startsWith("{0}", brace)) {
                text.append(Filter.encodeValue(first));
                from = brace + 3;
            } else if (template.startsWith("{1}", brace)) {
                text.append(Filter.encodeValue(second));
                from = brace + 3;
            } else {
                text.append('{');
                from = brace + 1;
            }
        }
        return Filter.create(text.append(template, from, template.length()).toString());
    }

    private static void requireFilter(String key, String template) {
        try {
            filter(template, "x", "x");
        } catch (LDAPException malformed) {
            throw new IllegalArgumentException(key + ": is no LDAP filter: " + template, malformed);
        }
    }

    private static void requireDn(String key, String dn) {
        if (!DN.isValidDN(dn)) {
            throw new IllegalArgumentException(key + ": is no distinguished name: " + dn);
        }
    }

    private static String reason(Exception failed) {
        return failed instanceof LDAPException ldap
                ? ldap.getResultCode() + ": " + ldap.getExceptionMessage()
                : String.valueOf(failed.getMessage());
    }

    @Override
    public void close() {
        connections.close();
    }
}
