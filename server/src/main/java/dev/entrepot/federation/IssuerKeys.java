package dev.entrepot.federation;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of one issuer, remembered.
///
/// ```
/// known key, fetched within the hour        from memory, without a lock
/// unknown key                               fetched anew, once a minute at most; else there is no such key
/// nothing fetched within the hour           fetched anew; after a failure not before ten seconds
/// ```
///
/// Whoever comes while a fetch runs waits for that one.
final class IssuerKeys {
    static final Duration MAX_AGE = Duration.ofHours(1);
    static final Duration UNKNOWN_KEY_INTERVAL = Duration.ofMinutes(1);
    static final Duration FAILURE_REMEMBERED = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    private final String issuer;
    private final IssuerDocuments documents;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile State state = new State(Map.of(), Instant.MIN, Instant.MIN, Optional.empty());

    /// @param fetchedAt when the keys were had
    /// @param triedAt when they were last asked for
    /// @param failure of that last time
    private record State(Map<String, JWK> keys, Instant fetchedAt, Instant triedAt, Optional<String> failure) {
        State {
            keys = Map.copyOf(keys);
        }
    }

    sealed interface Answer {}

    record Found(JWK key) implements Answer {}

    record NoSuchKey() implements Answer {}

    /// @param reason for people
    record Unavailable(String reason) implements Answer {}

    IssuerKeys(String issuer, IssuerDocuments documents, InstantSource clock) {
        this.issuer = issuer;
        this.documents = documents;
        this.clock = clock;
    }

    /// May fetch, within the deadline of the documents.
    Answer find(String kid) {
        Optional<Answer> remembered = remembered(kid);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        fetching.lock();
        try {
            return remembered(kid).orElseGet(() -> {
                state = fetch(clock.instant());
                return remembered(kid).orElseGet(NoSuchKey::new);
            });
        } finally {
            fetching.unlock();
        }
    }

    private Optional<Answer> remembered(String kid) {
        State known = state;
        Instant now = clock.instant();
        boolean fresh = within(now, known.fetchedAt, MAX_AGE);
        JWK key = known.keys.get(kid);
        if (fresh && key != null) {
            return Optional.of(new Found(key));
        }
        boolean triedLately = within(now, known.triedAt, fresh ? UNKNOWN_KEY_INTERVAL : FAILURE_REMEMBERED);
        return triedLately
                ? Optional.of(known.failure.<Answer>map(Unavailable::new).orElseGet(NoSuchKey::new))
                : Optional.empty();
    }

    /// A clock that was set back makes nothing young again.
    private static boolean within(Instant now, Instant then, Duration age) {
        return !then.equals(Instant.MIN) && !now.isBefore(then) && now.isBefore(then.plus(age));
    }

    private State fetch(Instant now) {
        try {
            return new State(documents.keys(issuer), now, now, Optional.empty());
        } catch (IOException | IllegalArgumentException failed) {
            LOG.warn("event=ci_keys_unavailable issuer={} reason=\"{}\"", issuer, failed.getMessage());
            State before = state;
            return new State(
                    before.keys, before.fetchedAt, now, Optional.of("the keys of " + issuer + " cannot be fetched"));
        }
    }
}
