package dev.entrepot.federation;

import dev.entrepot.database.Database;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.Directory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/// Logins with a browser: 256 random bits in a cookie, of which only the hash is kept.
///
/// A session ends with its time, with its logout, and with the account: when that is disabled, removed, or gets a new
/// credential version. Whether its provider confirmed the account lately enough is not asked here.
public final class WebSessions {
    /// Of one account; the oldest makes room.
    static final int MAX_PER_ACCOUNT = 20;

    private static final int COOKIE_BYTES = 32;
    private static final int COOKIE_LENGTH = 43;
    private static final int KEY_LENGTH = 16;

    private final Database database;
    private final Directory directory;
    private final Duration lifetime;
    private final InstantSource clock;
    private final SecureRandom random;
    private final WebSessionTable table = new WebSessionTable();

    public WebSessions(
            Database database, Directory directory, Duration lifetime, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.directory = directory;
        this.lifetime = lifetime;
        this.clock = clock;
        this.random = random;
    }

    /// The session of that cookie, if it lives. Blocks: reads the database.
    public Optional<WebSession> find(String cookie) {
        if (cookie.length() != COOKIE_LENGTH) {
            return Optional.empty();
        }
        String hash = Digests.hex(cookie);
        return database.read(sql -> table.find(sql, hash, clock.instant())
                .flatMap(kept -> directory
                        .accountById(sql, kept.accountId())
                        .filter(account ->
                                !account.disabled() && account.credentialVersion() == kept.credentialVersion())
                        .map(account -> new WebSession(account, hash.substring(0, KEY_LENGTH), kept.expiresAt()))));
    }

    /// Begins a session and returns its cookie.
    String begin(Account account) {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var now = clock.instant();
        var kept = new WebSessionTable.Kept(
                Digests.hex(cookie), account.id(), account.credentialVersion(), now, now.plus(lifetime));
        database.write(sql -> {
            table.deleteExpired(sql, now);
            table.insert(sql, kept);
            table.deleteOldest(sql, account.id(), MAX_PER_ACCOUNT);
            return kept;
        });
        return cookie;
    }

    /// Ends the session of that cookie; fine when there is none.
    void end(String cookie) {
        database.write(sql -> {
            table.delete(sql, Digests.hex(cookie));
            return cookie;
        });
    }

    Duration lifetime() {
        return lifetime;
    }
}
