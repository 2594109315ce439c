package dev.entrepot;

import dev.entrepot.access.AccessConfig;
import dev.entrepot.access.OpenGuard;
import dev.entrepot.access.Secret;
import dev.entrepot.audit.AuditConfig;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.database.DatabaseConfig;
import dev.entrepot.federation.FederationConfig;
import dev.entrepot.http.HttpConfig;
import dev.entrepot.integrity.ScrubConfig;
import dev.entrepot.retention.RetentionConfig;
import dev.entrepot.scanning.ScanningConfig;
import dev.entrepot.storage.StorageConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads the record of each section. A new setting is one line here, in the order of the guide.
final class ConfigSections {
    private static final int MAX_PORT = 65_535;
    private static final long MAX_HEADER_BYTES = 1 << 20;
    private static final long MAX_MANIFEST_BYTES = 64 << 20;
    private static final long MAX_BODY_RATE = 1 << 30;

    private ConfigSections() {}

    static Config read(Settings settings) {
        StorageConfig storage = storage(settings);
        HttpConfig http = http(settings);
        DatabaseConfig database = database(settings);
        AccessConfig access = access(settings, http);
        ContentConfig content = content(settings);
        FederationConfig federation = FederationSection.read(settings);
        AuditConfig audit = audit(settings);
        ScrubConfig scrub = scrub(settings);
        RetentionConfig retention = retention(settings);
        ScanningConfig scanning = ScanningSection.read(settings);
        Optional<Secret> adminPassword = settings.secret(
                        "admin.password",
                        "Password of the account `admin`, which the very first start makes; later starts"
                                + " ignore it. Without it a random one is written to `DATA/admin-password`.")
                .filter(text -> !text.isEmpty())
                .map(Secret::new);
        return new Config(
                http, database, storage, access, content, federation, audit, scrub, retention, scanning, adminPassword);
    }

    private static AuditConfig audit(Settings settings) {
        AuditConfig standard = AuditConfig.DEFAULT;
        return new AuditConfig(
                settings.duration(
                        "audit.keep",
                        standard.keep(),
                        AuditConfig.MIN,
                        "Entries of the audit are kept at least this long; older ones are removed within the hour."),
                settings.duration(
                        "audit.checkpoint-interval",
                        standard.checkpointInterval(),
                        AuditConfig.MIN,
                        "The longest time between an entry of the audit and the next signed checkpoint."));
    }

    private static RetentionConfig retention(Settings settings) {
        return new RetentionConfig(settings.duration(
                "retention.every",
                RetentionConfig.DEFAULT.every(),
                RetentionConfig.MIN,
                "How often the retention policies of each namespace run by themselves."));
    }

    private static ScrubConfig scrub(Settings settings) {
        return new ScrubConfig(settings.duration(
                "scrub.within",
                ScrubConfig.DEFAULT.within(),
                "All stored bytes are read again, slowly, within this time; 0: only when `scrub` is asked for."));
    }

    private static StorageConfig storage(Settings settings) {
        return new StorageConfig(settings.path(
                "data",
                StorageConfig.DEFAULT.data(),
                "The data folder: the SQLite database, the blobs, the first password, the secret key."));
    }

    private static HttpConfig http(Settings settings) {
        HttpConfig standard = HttpConfig.DEFAULT;
        Listen listen = settings.value(
                new ConfigKey(
                        "http.listen",
                        "HOST:PORT",
                        new Listen(standard.listenHost(), standard.listenPort()).text(),
                        "Address and port to listen on; port 0 takes any free one."),
                new Listen(standard.listenHost(), standard.listenPort()),
                "HOST:PORT such as 127.0.0.1:5000 or [::]:5000",
                Listen::parse);
        return new HttpConfig(
                listen.host(),
                listen.port(),
                settings.url(
                        "external-url",
                        "The URL under which clients reach the registry; fixes the token realm, the service and the links."),
                settings.path(
                        "http.tls-cert",
                        "Certificate chain (PEM). With `http.tls-key` it turns TLS on; reloaded when it changes."),
                settings.path("http.tls-key", "Private key of the certificate (PEM)."),
                settings.list(
                        "http.trusted-proxies",
                        standard.trustedProxies(),
                        "CIDR blocks of the proxies whose `X-Forwarded-*` headers are believed."),
                (int) settings.sizeBytes(
                        "http.max-header-size",
                        standard.maxHeaderBytes(),
                        MAX_HEADER_BYTES,
                        "Limit of all header lines of a request together."),
                settings.number(
                        "http.max-connections",
                        standard.maxConnections(),
                        1,
                        1_000_000,
                        "Connections open at once; further ones are answered 429."),
                settings.duration(
                        "http.idle-timeout",
                        standard.idleTimeout(),
                        Duration.ofSeconds(1),
                        "A connection without traffic is closed after it."),
                settings.duration(
                        "http.body-grace",
                        standard.bodyGrace(),
                        "How long a request body may take before its rate is looked at."),
                settings.sizeBytes(
                        "http.min-body-rate",
                        standard.minBodyBytesPerSecond(),
                        MAX_BODY_RATE,
                        "Bytes per second; a slower body is given up with 408 after `http.body-grace`."),
                settings.duration(
                        "http.shutdown-grace",
                        standard.shutdownGrace(),
                        "How long running transfers may take when the server stops."));
    }

    private static DatabaseConfig database(Settings settings) {
        return new DatabaseConfig(
                settings.secret(
                        "database.url",
                        "`postgresql://USER:PASSWORD@HOST:PORT/DB` puts the metadata in PostgreSQL; without it SQLite lies in the data folder."),
                settings.number(
                        "database.connections",
                        DatabaseConfig.DEFAULT.connections(),
                        2,
                        1_000,
                        "Most connections to the database."));
    }

    private static AccessConfig access(Settings settings, HttpConfig http) {
        AccessConfig standard = AccessConfig.DEFAULT;
        String open = settings.choice(
                "access.open",
                List.of("false", "true", "any"),
                String.valueOf(standard.open()),
                "`true`: anonymous callers may read and write, on a loopback address only. `any`: on any address.");
        AccessConfig access = new AccessConfig(
                !open.equals("false"),
                open.equals("any"),
                settings.flag(
                        "access.anonymous", standard.anonymous(), "Callers without a login may read what is public."),
                settings.choice(
                                "access.namespace-creation",
                                List.of("admins", "users"),
                                "admins",
                                "Who may make namespaces: admins alone, or every user, who then owns what it made.")
                        .equals("users"),
                settings.path(
                        "access.secret-key-file",
                        "Key that encrypts the secrets in the database; default `DATA/secret-key`, made when missing."),
                settings.duration(
                        "access.token-lifetime",
                        standard.tokenLifetime(),
                        AccessConfig.MIN_TOKEN_LIFETIME,
                        "How long an access token holds; at least 60s."),
                settings.flag(
                        "access.refresh-tokens",
                        standard.refreshTokens(),
                        "Hand out refresh tokens to clients that ask for one."),
                settings.duration(
                        "access.refresh-token-lifetime",
                        standard.refreshTokenLifetime(),
                        AccessConfig.MIN_TOKEN_LIFETIME,
                        "How long a refresh token holds, unless its credential changes before; at least 60s."),
                settings.number(
                        new ConfigKey(
                                "access.password-hashes-at-once",
                                "number",
                                "number of CPUs, within a sixth of the heap",
                                "Password checks that run at the same time, each in 19 MiB."),
                        standard.passwordHashesAtOnce(),
                        1,
                        1_024),
                settings.number(
                        "access.password-hash-queue",
                        standard.passwordHashQueue(),
                        1,
                        100_000,
                        "Password checks that may wait; further ones are answered 429."),
                settings.number(
                        "access.failed-logins-per-source",
                        standard.failedLoginsPerSource(),
                        1,
                        1_000_000,
                        "Accounts that one address may be wrong about at once, and one more each second; then its logins are slowed."));
        OpenGuard.checkListen(access, http.listenHost())
                .ifPresent(problem -> settings.problem("access.open: " + problem));
        return access;
    }

    private static ContentConfig content(Settings settings) {
        ContentConfig standard = ContentConfig.DEFAULT;
        return new ContentConfig(
                settings.flag(
                        "content.allow-sparse",
                        standard.allowSparse(),
                        "Admit manifests whose layers or children are absent."),
                (int) settings.sizeBytes(
                        "content.max-manifest-size",
                        standard.maxManifestBytes(),
                        MAX_MANIFEST_BYTES,
                        "Largest manifest."),
                settings.number(
                        "content.max-tags-per-push",
                        standard.maxTagsPerPush(),
                        1,
                        10_000,
                        "Tags that one manifest PUT may set."),
                settings.duration(
                        "content.rename-serves",
                        standard.renameServes(),
                        "How long a renamed repository answers pulls by its old name."),
                settings.duration(
                        "upload.ttl", standard.uploadTtl(), "An upload without new bytes for this long is collected."),
                settings.duration(
                        "garbage.lease",
                        standard.garbageLease(),
                        "How long a blob is safe in a repository after an upload, a mount or a HEAD."),
                settings.duration(
                        "garbage.delay",
                        standard.garbageDelay(),
                        "How long after its last link went a blob is looked at by the collector."),
                settings.number(
                        "garbage.rate",
                        standard.garbageRate(),
                        1,
                        1_000_000,
                        "Files that collection removes in a second, at most."),
                settings.duration(
                        "trash.keep",
                        standard.trashKeep(),
                        "How long what is deleted can be restored, where a namespace does not say; 0 for not at all."));
    }

    /// Where to listen. An IPv6 address stands in brackets.
    private record Listen(String host, int port) {
        static Optional<Listen> parse(String text) {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            String bare = bracketed ? host.substring(1, host.length() - 1) : host;
            if (bare.isEmpty() || (bare.contains(":") && !bracketed)) {
                return Optional.empty();
            }
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                return 0 <= port && port <= MAX_PORT ? Optional.of(new Listen(bare, port)) : Optional.empty();
            } catch (NumberFormatException notAPort) {
                return Optional.empty();
            }
        }

        String text() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }
}
