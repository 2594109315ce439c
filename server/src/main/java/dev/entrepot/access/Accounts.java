package dev.entrepot.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.entrepot.database.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The accounts, and what this node remembers of them.
///
/// Every credential and token is checked against the remembered account, so that a change of password ends at once
/// what the old one gave. A change through this node forgets the account before it is answered; a change through
/// another node is seen when the memory is too old.
final class Accounts {
    /// Other nodes follow a change of rights within a second.
    private static final Duration MEMORY = Duration.ofSeconds(1);

    /// Far more accounts than call within a second.
    private static final int REMEMBERED = 10_000;

    private static final int MAX_NAME_LENGTH = 255;

    private final Database database;
    private final AccountTable table = new AccountTable();
    private final InstantSource clock;
    private final Cache<String, @Nullable Account> remembered;

    Accounts(Database database, InstantSource clock, Ticker ticker) {
        this.database = database;
        this.clock = clock;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(MEMORY)
                .ticker(ticker)
                .recordStats()
                .build();
    }

    /// The account of that name if this node remembers it; never blocks.
    Optional<Account> remembered(String name) {
        return Optional.ofNullable(remembered.getIfPresent(name));
    }

    /// The account of that name, from memory or from the database.
    Optional<Account> find(String name) {
        if (name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
            // No account has it, and PostgreSQL takes no NUL in a text.
            return Optional.empty();
        }
        return Optional.ofNullable(remembered.get(
                name, key -> database.read(sql -> table.find(sql, key)).orElse(null)));
    }

    /// Adds the first account; false when there is one already.
    boolean addFirst(Account account) {
        return database.write(sql -> {
            if (!table.isEmpty(sql)) {
                return false;
            }
            table.insert(sql, account, clock.instant());
            return true;
        });
    }

    /// Whether there is no account yet.
    boolean none() {
        return database.read(table::isEmpty);
    }

    /// Ends every token and every remembered credential of the account. False when there is no such account.
    boolean changePassword(String name, Argon2id hash) {
        return changed(name, database.write(sql -> table.setPassword(sql, name, hash)));
    }

    /// Ends the account with all its tokens. False when there is no such account.
    boolean disable(String name) {
        return changed(name, database.write(sql -> table.disable(sql, name, clock.instant())));
    }

    Cache<?, ?> memory() {
        return remembered;
    }

    /// Runs after the commit; waits for a fill that may have read the row as it was before.
    private boolean changed(String name, boolean found) {
        remembered.invalidate(name);
        return found;
    }
}
