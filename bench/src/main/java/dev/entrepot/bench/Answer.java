package dev.entrepot.bench;

import java.util.Arrays;

/// A response: its status, its body where that was kept, and the headers that the driver reads
/// (empty when absent).
record Answer(int status, String location, String challenge, String body) {

    /// Itself when the status is one of those; a benchmark of failures would be worth nothing.
    Answer expect(String what, int... statuses) {
        if (Arrays.stream(statuses).noneMatch(expected -> expected == status)) {
            throw new IllegalStateException(
                    "%s was answered by %d, not by %s: %s".formatted(what, status, Arrays.toString(statuses), body));
        }
        return this;
    }
}
