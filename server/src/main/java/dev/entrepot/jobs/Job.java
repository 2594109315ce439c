package dev.entrepot.jobs;

import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One job as it was when somebody looked.
///
/// @param id sorts by the time it was asked for
/// @param namespace empty for work on the whole registry
/// @param result a JSON object; `{}` until there is one
/// @param author key of who asked, as {@link dev.entrepot.authority.Author#key}
/// @param authorName their name at the time
/// @param cancelledBy who asked it to stop; empty when nobody did
public record Job(
        String id,
        String kind,
        String namespace,
        State state,
        Map<String, String> parameters,
        Progress progress,
        String result,
        String author,
        String authorName,
        String cancelledBy,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {
    /// Where a job stands.
    ///
    /// ```
    ///   queued ──→ running ──→ done | failed | cancelled
    ///      ↑           │
    ///      └───────────┘  its node stopped: another run goes on from its position
    /// ```
    public enum State {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether nothing more happens.
        public boolean ended() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }

        static State of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    /// How far it came.
    ///
    /// @param total 0 where that is not known
    /// @param unit what is counted, such as `blobs`; `bytes` is shown as a size
    /// @param message what it is doing; of a failed job, why it failed
    public record Progress(long done, long total, String unit, String message) {
        static final Progress NONE = new Progress(0, 0, "", "");
    }

    public Job {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }
}
