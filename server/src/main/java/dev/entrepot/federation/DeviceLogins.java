package dev.entrepot.federation;

import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.authority.NoLongerAllowedException;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.Directory;
import dev.entrepot.directory.PersonalTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// Logins of machines without a browser, in the manner of RFC 8628: the machine shows a short code, a person who is
/// logged in with a browser confirms it, and the machine, which polls with a long code, gets a personal token.
public final class DeviceLogins {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    /// Between two polls of a machine.
    static final Duration INTERVAL = Duration.ofSeconds(2);

    /// How long the token holds; that of an external account also needs its provider's confirmation meanwhile.
    static final Duration TOKEN_LIFETIME = Duration.ofDays(30);

    /// Logins that wait at a time, of all machines together.
    static final int MAX_WAITING = 1_000;

    /// RFC 8628, 6.1: consonants only, so that no words come out. 20^8 codes against a few tries a minute.
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";

    private static final int USER_CODE_LENGTH = 8;
    private static final int DEVICE_CODE_BYTES = 32;
    private static final int DEVICE_CODE_LENGTH = 43;

    /// What became of {@link #start}.
    sealed interface Start {}

    /// @param deviceCode kept by the machine
    /// @param userCode shown by it, with a dash in its middle
    record Started(String deviceCode, String userCode) implements Start {}

    record TooMany() implements Start {}

    /// What a machine that polls is told.
    sealed interface Poll {}

    record Pending() implements Poll {}

    record TooFast() implements Poll {}

    record Granted(String name, String secret, Instant expiresAt) implements Poll {}

    record Denied(String reason) implements Poll {}

    /// It is over, it was told already, or it never was.
    record Expired() implements Poll {}

    /// Why a token was not made after all.
    private static final class AccountChanged extends NoLongerAllowedException {
        AccountChanged() {
            super(CHANGED);
        }
    }

    private static final String CHANGED = "the account changed since the login was confirmed";

    private final Database database;
    private final Directory directory;
    private final PersonalTokens tokens;
    private final InstantSource clock;
    private final SecureRandom random;
    private final DeviceLoginTable table = new DeviceLoginTable();
    private final Pace starts;
    private final Pace polls;
    private final Pace tries;

    public DeviceLogins(
            Database database, Directory directory, PersonalTokens tokens, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.directory = directory;
        this.tokens = tokens;
        this.clock = clock;
        this.random = random;
        this.starts = new Pace(10, Duration.ofSeconds(6), clock);
        this.polls = new Pace(2, INTERVAL.minusMillis(500), clock);
        this.tries = new Pace(10, Duration.ofSeconds(6), clock);
    }

    Start start(String provider, String machine, String address) {
        if (!starts.admits(address)) {
            return new TooMany();
        }
        byte[] bytes = new byte[DEVICE_CODE_BYTES];
        random.nextBytes(bytes);
        String deviceCode = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String userCode = userCode();
        Instant now = clock.instant();
        var waiting = new DeviceLoginTable.Waiting(
                Digests.hex(deviceCode), userCode, provider, machine, address, now, now.plus(LIFETIME));
        boolean kept = database.write(sql -> {
            table.deleteExpired(sql, now);
            return table.count(sql) < MAX_WAITING && table.insert(sql, waiting);
        });
        return kept ? new Started(deviceCode, shown(userCode)) : new TooMany();
    }

    private String userCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < USER_CODE_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    static String shown(String userCode) {
        return userCode.substring(0, USER_CODE_LENGTH / 2) + "-" + userCode.substring(USER_CODE_LENGTH / 2);
    }

    /// The code as rows have it, from what a person typed; empty when it is none.
    static Optional<String> typed(String text) {
        String code = text.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        boolean sound = code.length() == USER_CODE_LENGTH && code.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
        return sound ? Optional.of(code) : Optional.empty();
    }

    /// Whether that account may look at one more code: nobody finds a stranger's by trying.
    boolean mayTry(Account account) {
        return tries.admits(account.id());
    }

    Optional<DeviceLoginTable.Waiting> waiting(String userCode) {
        return database.read(sql -> table.findPending(sql, userCode, clock.instant()));
    }

    /// False when it is over or was decided meanwhile.
    boolean decide(String userCode, Account account, boolean approved) {
        String state = approved ? "approved" : "denied";
        return database.write(
                sql -> table.decide(sql, userCode, state, account.id(), account.credentialVersion(), clock.instant()));
    }

    Poll poll(String deviceCode, String address, String requestId) {
        if (deviceCode.length() != DEVICE_CODE_LENGTH) {
            return new Expired();
        }
        String hash = Digests.hex(deviceCode);
        Optional<DeviceLoginTable.Decided> found = database.read(sql -> table.find(sql, hash, clock.instant()));
        if (found.isEmpty()) {
            return new Expired();
        }
        if (!polls.admits(hash)) {
            return new TooFast();
        }
        DeviceLoginTable.Decided decided = found.get();
        if (decided.state().equals("pending")) {
            return new Pending();
        }
        if (!database.write(sql -> table.take(sql, hash))) {
            return new Expired();
        }
        return decided.state().equals("approved") ? grant(decided, address, requestId) : new Denied("it was refused");
    }

    private Poll grant(DeviceLoginTable.Decided decided, String address, String requestId) {
        Optional<Account> account = database.read(sql -> unchanged(sql, decided));
        if (account.isEmpty()) {
            return new Denied(CHANGED);
        }
        Account owner = account.get();
        Instant expiresAt = clock.instant().plus(TOKEN_LIFETIME);
        Author author = new Author(
                Author.Kind.USER, owner.id(), owner.name(), "device:" + decided.machine(), address, requestId);
        Authority authority = new Authority(author, sql -> {
            if (unchanged(sql, decided).isEmpty()) {
                throw new AccountChanged();
            }
        });
        String name = "login of " + (decided.machine().isEmpty() ? address : decided.machine()) + " "
                + shown(decided.userCode());
        try {
            var token = new PersonalTokens.NewToken(name, Optional.empty(), Optional.of(expiresAt));
            return switch (tokens.add(authority, owner.id(), token)) {
                case PersonalTokens.Addition.Added added -> new Granted(owner.name(), added.secret(), expiresAt);
                case PersonalTokens.Addition.NameTaken _ -> new Denied("there is a token of this login already");
                case PersonalTokens.Addition.UnknownUser _ -> new Denied(CHANGED);
                case PersonalTokens.Addition.TooMany tooMany ->
                    new Denied("the account has " + tooMany.limit() + " tokens; remove some");
            };
        } catch (AccountChanged _) {
            return new Denied(CHANGED);
        }
    }

    /// The account, if it is still the one that confirmed.
    private Optional<Account> unchanged(Sql sql, DeviceLoginTable.Decided decided) {
        return directory
                .accountById(sql, decided.accountId())
                .filter(account -> !account.disabled() && account.credentialVersion() == decided.credentialVersion());
    }
}
