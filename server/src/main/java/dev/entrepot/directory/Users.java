package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Changes.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The users: made, changed, removed, and confirmed by the providers that vouch for them.
///
/// Whatever happens, an admin who is not disabled is left.
public final class Users {
    private final Database database;
    private final Changes changes;
    private final AccountTable accounts = new AccountTable();
    private final MemberTable members = new MemberTable();
    private final RobotTable robots = new RobotTable();
    private final PersonalTokenTable tokens = new PersonalTokenTable();
    private final GrantTable grants = new GrantTable();
    private final Confirmation confirmation = new Confirmation();

    public Users(Database database, Changes changes) {
        this.database = database;
        this.changes = changes;
    }

    /// What became of {@link #add}.
    public sealed interface Addition {
        record Added(User user) implements Addition {}

        record NameTaken() implements Addition {}
    }

    /// What became of {@link #change}.
    public sealed interface Change {
        /// The user as it is now, also where nothing had to change.
        record Changed(User user) implements Change {}

        record UnknownUser() implements Change {}

        /// The last admin who is not disabled was to be disabled or demoted.
        record LastAdmin() implements Change {}

        /// A password was to be set for a user whose password is that provider's affair.
        record PasswordElsewhere(String provider) implements Change {}
    }

    /// What became of {@link #remove}.
    public sealed interface Removal {
        /// The user is gone.
        ///
        /// @param robotsWithoutSponsor whose rules give nothing until somebody takes them over
        record Removed(List<String> robotsWithoutSponsor) implements Removal {
            public Removed {
                robotsWithoutSponsor = List.copyOf(robotsWithoutSponsor);
            }
        }

        record UnknownUser() implements Removal {}

        record LastAdmin() implements Removal {}
    }

    public Optional<User> find(String name) {
        return database.read(sql -> accounts.user(sql, name));
    }

    /// At most `limit` users after `after` whose names begin with `prefix`, in byte order of their names.
    public List<User> page(String prefix, String after, int limit) {
        String first = Names.cursor(prefix);
        String last = Names.cursor(after);
        return database.read(sql -> accounts.page(sql, first, Names.endOf(first), last, limit));
    }

    /// Whether there is no user at all.
    public boolean none() {
        return database.read(accounts::isEmpty);
    }

    /// Adds a user only when there is none at all. False when there is one.
    public boolean addFirst(Authority authority, NewUser user) {
        return changes.run(authority, sql -> {
            if (!accounts.isEmpty(sql)) {
                return Changes.nothing(false);
            }
            return Changes.done(insert(sql, user), added(user));
        });
    }

    public Addition add(Authority authority, NewUser user) {
        return changes.<Addition>run(authority, sql -> {
            if (!insert(sql, user)) {
                return Changes.nothing(new Addition.NameTaken());
            }
            return Changes.done(new Addition.Added(existing(sql, user.name())), added(user));
        });
    }

    private boolean insert(Sql sql, NewUser user) {
        return accounts.insert(sql, UUID.randomUUID().toString(), user, changes.now());
    }

    private static AuditEvent added(NewUser user) {
        return AuditEvent.of("user.add", "", user.name())
                .with("role", user.role().id());
    }

    private User existing(Sql sql, String name) {
        return accounts.user(sql, name).orElseThrow(() -> new IllegalStateException("no row of user " + name));
    }

    /// All of the patch or nothing of it.
    public Change change(Authority authority, String name, UserPatch patch) {
        return changes.run(authority, sql -> {
            Optional<User> found = accounts.user(sql, name);
            if (found.isEmpty()) {
                return Changes.nothing(new Change.UnknownUser());
            }
            return change(sql, found.get(), patch);
        });
    }

    private Outcome<? extends Change> change(Sql sql, User user, UserPatch patch) {
        Account account = user.account();
        if (patch.passwordHash().isPresent() && !account.local()) {
            return Changes.nothing(new Change.PasswordElsewhere(account.provider()));
        }
        SystemRole role = patch.role().orElse(account.role());
        boolean disabled = patch.disabled().orElse(account.disabled());
        if ((role != SystemRole.ADMIN || disabled) && isLastAdmin(sql, account)) {
            return Changes.nothing(new Change.LastAdmin());
        }
        AuditEvent nothing = AuditEvent.of("user.change", "", account.name());
        AuditEvent event = applyProfile(sql, user, patch, applyRights(sql, account, patch, nothing));
        Change result = new Change.Changed(existing(sql, account.name()));
        return event.equals(nothing) ? Changes.nothing(result) : Changes.done(result, event);
    }

    /// Writes what differs and notes it in the event.
    private AuditEvent applyRights(Sql sql, Account account, UserPatch patch, AuditEvent before) {
        AuditEvent event = before;
        if (patch.passwordHash().isPresent()) {
            accounts.setPassword(sql, account.id(), patch.passwordHash().get());
            event = event.with("password", "changed");
        }
        if (patch.revokeTokens()) {
            int revoked = tokens.deleteOf(sql, account.id());
            event = revoked == 0 ? event : event.with("tokensRevoked", Integer.toString(revoked));
        }
        SystemRole role = patch.role().orElse(account.role());
        if (role != account.role()) {
            accounts.setRole(sql, account.id(), role);
            event = event.with("roleBefore", account.role().id()).with("role", role.id());
        }
        boolean disabled = patch.disabled().orElse(account.disabled());
        if (disabled != account.disabled()) {
            if (disabled) {
                accounts.disable(sql, account.id(), changes.now());
            } else {
                accounts.enable(sql, account.id());
            }
            event = event.with("disabled", Boolean.toString(disabled));
        }
        return event;
    }

    private AuditEvent applyProfile(Sql sql, User user, UserPatch patch, AuditEvent before) {
        String displayName = patch.displayName().orElse(user.displayName());
        String email = patch.email().orElse(user.email());
        if (displayName.equals(user.displayName()) && email.equals(user.email())) {
            return before;
        }
        accounts.setProfile(sql, user.account().id(), displayName, email);
        return before.with("profile", "changed");
    }

    private boolean isLastAdmin(Sql sql, Account account) {
        return account.role() == SystemRole.ADMIN && !account.disabled() && !accounts.hasOtherAdmin(sql, account.id());
    }

    /// Removes the user with its memberships, grants and personal tokens.
    public Removal remove(Authority authority, String name) {
        return changes.run(authority, sql -> {
            Optional<Account> found = accounts.find(sql, name);
            if (found.isEmpty()) {
                return Changes.nothing(new Removal.UnknownUser());
            }
            Account account = found.get();
            if (isLastAdmin(sql, account)) {
                return Changes.nothing(new Removal.LastAdmin());
            }
            members.deleteOfAccount(sql, account.id());
            tokens.deleteOf(sql, account.id());
            grants.deleteOf(sql, Subject.Kind.USER, account.id());
            accounts.delete(sql, account.id());
            List<String> orphans = robots.namesSponsoredBy(sql, account.id());
            return Changes.done(new Removal.Removed(orphans), removed(name, orphans));
        });
    }

    private static AuditEvent removed(String name, List<String> orphans) {
        AuditEvent event = AuditEvent.of("user.remove", "", name);
        return orphans.isEmpty() ? event : event.with("robotsWithoutSponsor", String.join(" ", orphans));
    }

    /// The account of somebody whom a provider just vouched for, made when there is none, with the memberships that
    /// its groups give. Accounts are known by provider and subject alone; names decide nothing.
    ///
    /// Only a new account or other memberships raise the epoch and are told to the audit. Otherwise just the moment
    /// of the confirmation moves, unannounced: who finds a remembered account no longer confirmed looks at its row
    /// before it refuses.
    public Account confirm(Authority authority, ExternalIdentity identity) {
        return changes.run(authority, sql -> confirmation.of(sql, identity, changes.now()));
    }
}
