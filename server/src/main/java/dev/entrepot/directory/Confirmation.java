package dev.entrepot.directory;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Changes.Outcome;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes the rows of an account follow what its provider says.
final class Confirmation {
    private static final Pattern UNUSUAL = Pattern.compile("[^a-z0-9._-]+");
    private static final Pattern WRONG_START = Pattern.compile("^[^a-z0-9]+");

    /// Leaves room for a number within the 63 characters of a name.
    private static final int MAX_NAME_LENGTH = 59;

    /// Namesakes that are counted; the next are told apart at random.
    private static final int MAX_NUMBER = 50;

    private final AccountTable accounts = new AccountTable();
    private final MemberTable members = new MemberTable();
    private final TeamTable teams = new TeamTable();

    Outcome<Account> of(Sql sql, ExternalIdentity identity, Instant now) {
        Optional<Account> known = accounts.findBySubject(sql, identity.provider(), identity.subject());
        String id = known.map(Account::id).orElseGet(() -> UUID.randomUUID().toString());
        if (known.isPresent()) {
            accounts.confirm(sql, id, identity, now);
        } else {
            accounts.insertExternal(sql, id, freeName(sql, identity), identity, now);
        }
        boolean moved = follow(sql, id, identity);
        Account account =
                accounts.findById(sql, id).orElseThrow(() -> new IllegalStateException("no row of account " + id));
        if (known.isPresent() && !moved) {
            return Changes.nothing(account);
        }
        String action = known.isPresent() ? "user.groups" : "user.add";
        return Changes.done(
                account,
                AuditEvent.of(action, "", account.name())
                        .with("provider", identity.provider())
                        .with("teams", String.join(" ", teams.namesOf(sql, id))));
    }

    /// Whether a membership came or went.
    private boolean follow(Sql sql, String accountId, ExternalIdentity identity) {
        Set<Membership> wanted = members.mapped(sql, identity.provider()).stream()
                .filter(membership -> identity.groups().contains(membership.group()))
                .collect(Collectors.toSet());
        Set<Membership> held = new HashSet<>(members.ofAccount(sql, accountId, identity.provider()));
        for (Membership gone : held) {
            if (!wanted.contains(gone)) {
                members.delete(sql, gone.teamId(), accountId, identity.provider(), gone.group());
            }
        }
        for (Membership fresh : wanted) {
            if (!held.contains(fresh)) {
                members.insert(sql, fresh.teamId(), accountId, identity.provider(), fresh.group());
            }
        }
        return !wanted.equals(held);
    }

    /// A team, and the group because of which one is in it.
    record Membership(String teamId, String group) {}

    private String freeName(Sql sql, ExternalIdentity identity) {
        String plain = plain(identity.preferredName());
        String behind = "@" + identity.provider();
        for (int number = 1; number <= MAX_NUMBER; number++) {
            String name = plain + (number == 1 ? "" : "-" + number) + behind;
            if (accounts.find(sql, name).isEmpty()) {
                return name;
            }
        }
        return plain + "-" + UUID.randomUUID() + behind;
    }

    /// The preferred name without its mail domain, in the characters that names here have.
    static String plain(String preferred) {
        int at = preferred.indexOf('@');
        String lower = (at > 0 ? preferred.substring(0, at) : preferred).toLowerCase(Locale.ROOT);
        String usual = UNUSUAL.matcher(lower).replaceAll("-");
        String begun = WRONG_START.matcher(usual).replaceFirst("");
        String name = begun.substring(0, Math.min(begun.length(), MAX_NAME_LENGTH));
        return name.isEmpty() ? "user" : name;
    }
}
