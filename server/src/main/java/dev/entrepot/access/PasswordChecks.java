package dev.entrepot.access;

import dev.entrepot.access.HashSchedule.Lane;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/// Compares passwords with hashes, at a bounded price.
///
/// ```
/// remembered right or wrong ── answered from memory
/// being compared just now ──── waits for that answer
/// else ─────────────────────── waits for its turn in a lane, or hears when to come again
/// ```
///
/// A name that may not log in, because nobody has it or its account is disabled, goes the same way against a hash
/// that no password has: status, text and time tell nothing.
final class PasswordChecks {
    private final CredentialCache memory;
    private final PasswordHashes hashes;
    private final FailureLimit failures;
    private final KeyedHash keyed;
    private final Argon2id nobodys;
    private final ConcurrentHashMap<Comparison, CompletableFuture<Verdict>> underWay = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<LoginPair, ByteBuffer> unanswered = new ConcurrentHashMap<>();

    PasswordChecks(CredentialCache memory, PasswordHashes hashes, FailureLimit failures, SecureRandom random) {
        this.memory = memory;
        this.hashes = hashes;
        this.failures = failures;
        this.keyed = new KeyedHash(random);
        this.nobodys = Argon2id.ofNoPassword(random);
    }

    /// The password of an account that may log in.
    ///
    /// @param version raised when the password changes
    record Held(String accountId, long version, Argon2id hash) {}

    /// What a password is.
    sealed interface Verdict {}

    record Right() implements Verdict {}

    record Wrong() implements Verdict {}

    /// It cannot be looked at now.
    record Busy(Duration retryAfter) implements Verdict {}

    /// Two logins of one kind that one hash answers.
    private record Comparison(Lane lane, ByteBuffer key) {}

    /// Whether it was right a short while ago; never blocks.
    boolean isRemembered(Held held, Secret password) {
        return memory.isRight(memory.key(held.accountId(), held.version(), password.text()));
    }

    /// Compares the password that somebody at that address gave for that name. Blocks.
    Verdict check(String name, Optional<Held> holder, Secret password, String address) {
        LoginPair pair = LoginPair.of(keyed, name, address);
        // No account's id has a space, so that nobody's memory is never that of an account.
        Held held = holder.orElseGet(() -> new Held("nobody " + pair.account(), 0, nobodys));
        ByteBuffer key = memory.key(held.accountId(), held.version(), password.text());
        if (memory.isRight(key)) {
            return new Right();
        }
        if (memory.isWrong(key)) {
            failures.wasWrong(pair);
            return new Wrong();
        }
        Verdict verdict = inItsLane(key, pair, held, password);
        switch (verdict) {
            case Right _ -> failures.wasRight(pair);
            case Wrong _ -> failures.wasWrong(pair);
            case Busy _ -> {}
        }
        return verdict;
    }

    /// Who sends a second password for an account before the first was answered guesses: that one waits with those
    /// who failed.
    private Verdict inItsLane(ByteBuffer key, LoginPair pair, Held held, Secret password) {
        Lane lane = failures.lane(pair);
        if (lane.suspect()) {
            return compared(new Comparison(lane, key), pair, held, password);
        }
        ByteBuffer other = unanswered.putIfAbsent(pair, key);
        if (other != null) {
            return compared(new Comparison(other.equals(key) ? lane : Lane.FAILED, key), pair, held, password);
        }
        try {
            return compared(new Comparison(lane, key), pair, held, password);
        } finally {
            unanswered.remove(pair, key);
        }
    }

    /// Many come at once with the same password, a cluster's nodes for example: the first one's hash does for all.
    private Verdict compared(Comparison comparison, LoginPair pair, Held held, Secret password) {
        CompletableFuture<Verdict> mine = new CompletableFuture<>();
        CompletableFuture<Verdict> first = underWay.putIfAbsent(comparison, mine);
        if (first != null) {
            try {
                return first.join();
            } catch (CompletionException e) {
                throw new IllegalStateException("comparing a password failed", e.getCause());
            }
        }
        try {
            Verdict verdict = hashed(comparison, pair, held, password);
            mine.complete(verdict);
            return verdict;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(comparison, mine);
        }
    }

    private Verdict hashed(Comparison comparison, LoginPair pair, Held held, Secret password) {
        ByteBuffer key = comparison.key();
        try {
            return hashes.run(comparison.lane(), pair, blocks -> {
                // While this one waited, another lane's may have come to an answer.
                boolean right = memory.isRight(key)
                        || (!memory.isWrong(key) && held.hash().matches(password.text(), blocks));
                memory.remember(key, right);
                return right ? new Right() : new Wrong();
            });
        } catch (PasswordHashes.QueueFullException full) {
            return new Busy(full.retryAfter());
        }
    }
}
