package dev.entrepot.federation;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import dev.entrepot.access.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Connections to one directory: a pool bound as the service account that searches, and one for each password that is
/// checked. Nothing follows a referral: it would carry the password to whom the directory names.
final class LdapConnections implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    /// A pooled connection older than this is made anew, so that a directory that moved is found again.
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private static final int MAX_SEARCHING = 8;
    private static final int MAX_BINDING = 16;
    private static final int MAX_ENTRY_BYTES = 1 << 20;

    private final SingleServerSet servers;
    private final LDAPConnectionPool pool;
    private final Semaphore binding = new Semaphore(MAX_BINDING);

    LdapConnections(LdapConfig config) {
        LdapConfig.Server server = config.server();
        String host = server.url().getHost().replaceAll("^\\[|]$", "");
        boolean ldaps = "ldaps".equals(server.url().getScheme());
        SSLSocketFactory tls =
                new NamedPeers(TrustedCertificates.context(server.caFile()).getSocketFactory());
        this.servers = new SingleServerSet(
                host,
                server.port(),
                ldaps ? tls : null,
                options(),
                null,
                server.startTls() ? new StartTLSPostConnectProcessor(tls) : null);
        this.pool = pool(servers, service(config.search()), config.name());
    }

    private static LDAPConnectionOptions options() {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) CONNECT_LIMIT.toMillis());
        options.setResponseTimeoutMillis(ANSWER_LIMIT.toMillis());
        options.setAbandonOnTimeout(true);
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        options.setMaxMessageSize(MAX_ENTRY_BYTES);
        options.setUseSynchronousMode(true);
        return options;
    }

    private static BindRequest service(LdapConfig.Search search) {
        return search.bindDn().isEmpty()
                ? new SimpleBindRequest()
                : new SimpleBindRequest(search.bindDn(), search.bindPassword().text());
    }

    /// Starts empty: a directory that is down must not keep the registry from starting.
    private static LDAPConnectionPool pool(SingleServerSet servers, BindRequest service, String name) {
        try {
            LDAPConnectionPool pool = new LDAPConnectionPool(servers, service, 0, MAX_SEARCHING, 1, null, false, null);
            pool.setConnectionPoolName(name);
            pool.setCreateIfNecessary(false);
            pool.setMaxWaitTimeMillis(ANSWER_LIMIT.toMillis());
            pool.setMaxConnectionAgeMillis(MAX_AGE.toMillis());
            pool.setRetryFailedOperationsDueToInvalidConnections(true);
            return pool;
        } catch (LDAPException e) {
            throw new IllegalArgumentException("url: " + e.getExceptionMessage(), e);
        }
    }

    /// At most `limit` entries below `base`; more than that are refused but for the case of `limit` itself.
    List<SearchResultEntry> search(String base, Filter filter, int limit, List<String> attributes)
            throws LDAPException {
        SearchRequest request = new SearchRequest(
                base,
                SearchScope.SUB,
                DereferencePolicy.NEVER,
                limit,
                (int) ANSWER_LIMIT.toSeconds(),
                false,
                filter,
                attributes.toArray(String[]::new));
        try {
            return entries(pool.search(request).getSearchEntries());
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return entries(e.getSearchEntries());
            }
            throw e;
        }
    }

    private static List<SearchResultEntry> entries(@Nullable List<SearchResultEntry> found) {
        return found == null ? List.of() : found;
    }

    /// Throws when the directory refuses. On a connection of its own, which nothing else ever uses: what a bind
    /// leaves behind cannot meet another's request.
    void bind(String dn, Secret password) throws LDAPException {
        acquire();
        try (LDAPConnection connection = servers.getConnection()) {
            connection.bind(new SimpleBindRequest(dn, password.text()));
        } finally {
            binding.release();
        }
    }

    private void acquire() throws LDAPException {
        try {
            if (!binding.tryAcquire(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LDAPException(ResultCode.BUSY, "too many passwords are being checked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LDAPException(ResultCode.LOCAL_ERROR, "interrupted", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
