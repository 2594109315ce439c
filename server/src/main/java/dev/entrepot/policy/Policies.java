package dev.entrepot.policy;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.conditions.Conditions;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.retention.Pulls;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The policies: set, applied, taken back. Each change is one transaction that raises the access epoch, so that
/// every node decides by it within a second and a change of content that was decided before is decided again.
public final class Policies {
    /// In a namespace: each pull asks all that are about it.
    public static final int MOST = 100;

    /// Versions that are kept of each.
    public static final int VERSIONS = 50;

    private static final int BATCH = 1_000;
    private static final int ID_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final AccessEpoch epoch;
    private final DatabaseClock clock;
    private final AuditLog audit;
    private final Pulls pulls;
    private final Conditions conditions = new Conditions();
    private final PolicyTable table = new PolicyTable();
    private final PulledTable pulled = new PulledTable();
    private volatile @Nullable PolicySet known;

    Policies(Gates.Foundations below) {
        this.database = below.database();
        this.epoch = below.epoch();
        this.clock = below.clock();
        this.audit = below.audit();
        this.pulls = below.retention().pulls();
    }

    // what decides
    // ------------------------------------------------------------------------------------------------------

    /// The policies that decide, if this node knows them. Never blocks.
    Optional<PolicySet> atOnce() {
        PolicySet set = known;
        return set != null && epoch.fresh() && set.epoch() == epoch.known() ? Optional.of(set) : Optional.empty();
    }

    /// The policies that decide now.
    PolicySet set() {
        return atOnce().orElseGet(this::load);
    }

    /// One at a time, since whoever waits finds what the other read.
    private synchronized PolicySet load() {
        if (!epoch.fresh()) {
            epoch.follow();
        }
        long seen = epoch.known();
        PolicySet before = known;
        if (before != null && before.epoch() == seen) {
            return before;
        }
        List<ActingPolicy> policies = database.read(this::acting);
        PolicySet set = new PolicySet(seen, policies);
        if (before != null) {
            noteUnwritten(before, set);
        }
        known = set;
        return set;
    }

    private List<ActingPolicy> acting(Sql sql) {
        List<ActingPolicy> policies = new ArrayList<>();
        String last = "";
        List<PolicyTable.Acting> batch;
        do {
            batch = table.acting(sql, last, BATCH);
            for (PolicyTable.Acting each : batch) {
                policies.add(ActingPolicy.of(each, conditions));
                last = each.id();
            }
        } while (batch.size() == BATCH);
        return policies;
    }

    /// Pulls that this node allowed under the policies of before, and has not written down yet, are pulls of
    /// before for whichever grace is new.
    private void noteUnwritten(PolicySet before, PolicySet set) {
        Set<String> old = new HashSet<>();
        before.all().forEach(policy -> old.add(policy.id() + ' ' + policy.version()));
        for (ActingPolicy policy : set.all()) {
            if (policy.terms().effect() != Effect.GRACE || old.contains(policy.id() + ' ' + policy.version())) {
                continue;
            }
            List<PulledTable.Pull> unwritten = new ArrayList<>();
            pulls.unwritten((repository, digest) -> {
                if (policy.key().place().reaches(repository)) {
                    unwritten.add(new PulledTable.Pull(repository, digest));
                }
            });
            for (int from = 0; from < unwritten.size(); from += BATCH) {
                List<PulledTable.Pull> batch = unwritten.subList(from, Math.min(from + BATCH, unwritten.size()));
                database.write(sql -> {
                    pulled.note(sql, policy.id(), policy.version(), batch);
                    return true;
                });
            }
        }
    }

    // what people see
    // ---------------------------------------------------------------------------------------------------

    public Optional<Policy> find(PolicyKey key) {
        return database.read(sql -> table.find(sql, key).map(stored -> whole(sql, stored)));
    }

    /// At most `limit` behind {@link PolicyKey#cursor}, in the order of places and names.
    ///
    /// @param namespace the only one; empty text for all
    /// @param name the only one; empty text for all
    public List<Policy> after(String namespace, String name, String cursor, int limit) {
        return database.read(sql -> table.after(sql, namespace, name, PolicyCursor.parse(cursor), limit).stream()
                .map(stored -> whole(sql, stored))
                .toList());
    }

    /// What a policy said, says and will say, the newest first.
    public List<PolicyVersion> versions(Policy policy) {
        return database.read(sql -> table.versions(sql, policy.id(), VERSIONS));
    }

    private Policy whole(Sql sql, PolicyTable.Stored stored) {
        return new Policy(
                stored.id(),
                stored.key(),
                table.version(sql, stored.id(), stored.acting()),
                table.version(sql, stored.id(), stored.draft()));
    }

    // what people change
    // ------------------------------------------------------------------------------------------------

    /// Sets what a policy says, one that is not there yet too.
    ///
    /// @param draft whether it decides only once it is applied
    public PolicyResult put(PolicyKey key, Terms terms, boolean draft, Authority authority) {
        return changed(key, authority, (sql, found) -> {
            if (found.isEmpty() && table.count(sql, key.place().namespace()) >= MOST) {
                return new PolicyResult.TooMany(MOST);
            }
            PolicyTable.Stored old = found.orElseGet(() -> begun(sql, key));
            Instant now = now(sql);
            PolicyVersion version = new PolicyVersion(
                    old.latest() + 1, terms, now, authority.author().name(), Optional.empty(), 0);
            table.insert(sql, old.id(), version);
            PolicyTable.Stored changed =
                    new PolicyTable.Stored(old.id(), key, old.acting(), version.number(), version.number());
            audit.record(sql, authority.author(), event("policy.put", key).with(PolicyWords.details(version, draft)));
            if (!draft) {
                changed = applied(sql, changed, version, authority);
            }
            table.update(sql, changed);
            forget(sql, changed);
            return new PolicyResult.Done(whole(sql, changed), old.acting());
        });
    }

    private PolicyTable.Stored begun(Sql sql, PolicyKey key) {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        PolicyTable.Stored stored = new PolicyTable.Stored(HexFormat.of().formatHex(random), key, 0, 0, 0);
        table.insert(sql, stored);
        return stored;
    }

    private PolicyTable.Stored applied(Sql sql, PolicyTable.Stored policy, PolicyVersion version, Authority authority) {
        PolicyVersion.Applied applied =
                new PolicyVersion.Applied(now(sql), authority.author().name());
        table.apply(sql, policy.id(), version.number(), applied, policy.acting());
        if (version.terms().effect() == Effect.GRACE) {
            pulled.note(sql, policy.id(), version.number(), policy.key().place());
        }
        return new PolicyTable.Stored(policy.id(), policy.key(), version.number(), 0, policy.latest());
    }

    /// The oldest versions go, but none that decides, is next, or is what an undo goes back to.
    private void forget(Sql sql, PolicyTable.Stored policy) {
        long oldest = policy.latest() - VERSIONS + 1;
        long needed = oldest;
        for (long version : new long[] {policy.acting(), policy.draft()}) {
            needed = version == 0 ? needed : Math.min(needed, version);
        }
        long before = table.version(sql, policy.id(), policy.acting())
                .map(PolicyVersion::before)
                .orElse(0L);
        long below = before == 0 ? needed : Math.min(needed, before);
        table.forget(sql, policy.id(), below);
        pulled.forget(sql, policy.id(), below);
    }

    /// Lets the draft decide.
    public PolicyResult apply(PolicyKey key, Authority authority) {
        return changed(key, authority, (sql, found) -> {
            if (found.isEmpty()) {
                return new PolicyResult.Unknown(key);
            }
            PolicyTable.Stored old = found.get();
            Optional<PolicyVersion> draft = table.version(sql, old.id(), old.draft());
            if (draft.isEmpty()) {
                return new PolicyResult.NoDraft(whole(sql, old));
            }
            pulled.forgetVersion(sql, old.id(), old.draft());
            PolicyTable.Stored changed = applied(sql, old, draft.get(), authority);
            table.update(sql, changed);
            audit.record(
                    sql, authority.author(), event("policy.apply", key).with(PolicyWords.details(draft.get(), false)));
            return new PolicyResult.Done(whole(sql, changed), old.acting());
        });
    }

    /// Goes back to the version that decided before; none, where this was the first. What decided until now is
    /// the draft then, so that it can be applied again.
    public PolicyResult undo(PolicyKey key, Authority authority) {
        return changed(key, authority, (sql, found) -> {
            if (found.isEmpty()) {
                return new PolicyResult.Unknown(key);
            }
            PolicyTable.Stored old = found.get();
            Optional<PolicyVersion> acting = table.version(sql, old.id(), old.acting());
            if (acting.isEmpty()) {
                return new PolicyResult.NotActing(whole(sql, old));
            }
            long before = acting.get().before();
            if (before != 0 && table.version(sql, old.id(), before).isEmpty()) {
                return new PolicyResult.Forgotten(whole(sql, old));
            }
            PolicyTable.Stored changed =
                    new PolicyTable.Stored(old.id(), old.key(), before, old.acting(), old.latest());
            table.update(sql, changed);
            audit.record(
                    sql,
                    authority.author(),
                    event("policy.undo", key)
                            .with("version", Long.toString(old.acting()))
                            .with("acting", Long.toString(before)));
            return new PolicyResult.Done(whole(sql, changed), old.acting());
        });
    }

    /// Takes a policy away with all its versions.
    public PolicyResult remove(PolicyKey key, Authority authority) {
        return changed(key, authority, (sql, found) -> {
            if (found.isEmpty()) {
                return new PolicyResult.Unknown(key);
            }
            Policy policy = whole(sql, found.get());
            pulled.forget(sql, policy.id());
            table.delete(sql, policy.id());
            audit.record(
                    sql,
                    authority.author(),
                    event("policy.remove", key)
                            .with(PolicyWords.details(
                                    policy.current(), policy.acting().isEmpty())));
            return new PolicyResult.Done(policy, found.get().acting());
        });
    }

    private interface Change {
        PolicyResult of(Sql sql, Optional<PolicyTable.Stored> found);
    }

    private PolicyResult changed(PolicyKey key, Authority authority, Change change) {
        // What was pulled until now counts as pulled before.
        pulls.flush();
        PolicyResult result = epoch.changeWhen(outcome -> outcome instanceof PolicyResult.Done, sql -> {
            authority.exercise(sql);
            return change.of(sql, table.find(sql, key));
        });
        set();
        return result;
    }

    /// Now, by the clock that decides.
    Instant now() {
        return database.read(this::now);
    }

    private Instant now(Sql sql) {
        return PolicyTable.instant(clock.now(sql));
    }

    private static AuditEvent event(String action, PolicyKey key) {
        return AuditEvent.of(action, key.place().namespace(), key.place().toString())
                .with("policy", key.name());
    }

    /// Forgets pulls in repositories that are gone. To be called now and then.
    public void sweep() {
        database.write(sql -> pulled.sweep(sql));
    }
}
