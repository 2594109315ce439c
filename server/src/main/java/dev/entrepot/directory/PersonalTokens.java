package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Personal access tokens, each within the rights of its owner.
public final class PersonalTokens {
    /// More than anybody tells apart.
    static final int MAX_PER_ACCOUNT = 200;

    /// How exactly people learn when a token was used last.
    private static final Duration TOUCH_INTERVAL = Duration.ofMinutes(1);

    private static final int MAX_NAME_LENGTH = 255;

    private final Database database;
    private final Changes changes;
    private final Secrets generator;
    private final PersonalTokenTable tokens = new PersonalTokenTable();
    private final AccountTable accounts = new AccountTable();

    public PersonalTokens(Database database, Changes changes, Secrets generator) {
        this.database = database;
        this.changes = changes;
        this.generator = generator;
    }

    /// A token to be made. Refuses with {@link IllegalArgumentException} what cannot be one.
    ///
    /// @param name one that its owner has not given yet
    /// @param scopes empty: as good as the owner's password
    public record NewToken(String name, Optional<List<Allowance>> scopes, Optional<Instant> expiresAt) {
        public NewToken {
            Names.label("the name of the token", name, MAX_NAME_LENGTH);
            scopes = scopes.map(Allowance::merged);
            if (scopes.filter(List::isEmpty).isPresent()) {
                throw new IllegalArgumentException("a scoped token needs at least one scope, such as pull:team/*");
            }
            if (scopes.stream()
                    .flatMap(List::stream)
                    .anyMatch(scope -> scope.verbs().contains(Verb.INSPECT))) {
                throw new IllegalArgumentException("inspect is for robots: make one for the scanner or mirror");
            }
        }
    }

    /// What became of {@link #add}.
    public sealed interface Addition {
        /// The token is made.
        ///
        /// @param secret to be shown once
        record Added(PersonalToken token, String secret) implements Addition {}

        record NameTaken() implements Addition {}

        record UnknownUser() implements Addition {}

        record TooMany(int limit) implements Addition {}
    }

    /// At most `limit` tokens of the account after `after`, in byte order of their names.
    public List<PersonalToken> page(String accountId, String after, int limit) {
        Names.cursor(after);
        return database.read(sql -> tokens.page(sql, accountId, after, limit));
    }

    public Optional<PersonalToken> find(String id) {
        return database.read(sql -> tokens.findById(sql, id));
    }

    public Addition add(Authority authority, String accountId, NewToken token) {
        return changes.<Addition>run(authority, sql -> {
            Optional<Account> owner = accounts.findById(sql, accountId);
            if (owner.isEmpty()) {
                return Changes.nothing(new Addition.UnknownUser());
            }
            if (tokens.countOf(sql, accountId) >= MAX_PER_ACCOUNT) {
                return Changes.nothing(new Addition.TooMany(MAX_PER_ACCOUNT));
            }
            PersonalToken made = made(accountId, token);
            String secret = generator.generate(Secrets.Kind.PERSONAL_TOKEN);
            return tokens.insert(sql, made, Secrets.hash(secret))
                    ? Changes.done(new Addition.Added(made, secret), added(made, owner.get()))
                    : Changes.nothing(new Addition.NameTaken());
        });
    }

    private PersonalToken made(String accountId, NewToken token) {
        return new PersonalToken(
                UUID.randomUUID().toString(),
                accountId,
                token.name(),
                token.scopes(),
                token.expiresAt().map(at -> at.truncatedTo(ChronoUnit.MICROS)),
                changes.now().truncatedTo(ChronoUnit.MICROS),
                Optional.empty());
    }

    private static AuditEvent added(PersonalToken token, Account owner) {
        AuditEvent event = event("token.add", token, owner);
        return token.scopes()
                .map(scopes -> event.with(
                        "scopes", scopes.stream().map(Allowance::toString).collect(Collectors.joining(" "))))
                .orElse(event);
    }

    /// Removes the account's token of that id or, where none has it, of that name. False when there is none.
    public boolean remove(Authority authority, String accountId, String idOrName) {
        return changes.run(authority, sql -> {
            Optional<Account> owner = accounts.findById(sql, accountId);
            Optional<PersonalToken> token = find(sql, accountId, idOrName);
            if (owner.isEmpty() || token.isEmpty()) {
                return Changes.nothing(false);
            }
            tokens.delete(sql, token.get().id());
            return Changes.done(true, event("token.remove", token.get(), owner.get()));
        });
    }

    private Optional<PersonalToken> find(Sql sql, String accountId, String idOrName) {
        return tokens.findById(sql, idOrName)
                .filter(token -> token.accountId().equals(accountId))
                .or(() -> tokens.findByName(sql, accountId, idOrName));
    }

    /// Notes that the token was used now. Writes at most once a minute, and nothing when `token` itself, or its row,
    /// tells of a use within the last one. No change of rights, and nothing for the audit.
    public void touch(PersonalToken token) {
        Instant now = changes.now();
        Instant before = now.minus(TOUCH_INTERVAL);
        if (isRecent(token, before)) {
            return;
        }
        boolean due = database.read(sql -> tokens.findById(sql, token.id()))
                .filter(current -> !isRecent(current, before))
                .isPresent();
        if (due) {
            database.write(sql -> {
                tokens.touch(sql, token.id(), now, before);
                return true;
            });
        }
    }

    private static boolean isRecent(PersonalToken token, Instant before) {
        return token.lastUsedAt().filter(used -> !used.isBefore(before)).isPresent();
    }

    /// Forgets tokens that expired before then, at most `limit`, and answers how many. They gave nothing any more, so
    /// this is no change of rights and nothing for the audit.
    public int sweep(Instant before, int limit) {
        return database.write(sql -> {
            List<String> expired = tokens.expired(sql, before, limit);
            expired.forEach(id -> tokens.delete(sql, id));
            return expired.size();
        });
    }

    private static AuditEvent event(String action, PersonalToken token, Account owner) {
        return AuditEvent.of(action, "", owner.name()).with("token", token.id()).with("name", token.name());
    }
}
