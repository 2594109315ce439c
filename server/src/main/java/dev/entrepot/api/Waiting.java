package dev.entrepot.api;

import dev.entrepot.rest.Call;
import dev.entrepot.rest.Durations;
import dev.entrepot.rest.RefusedException;
import java.time.Duration;

/// The query parameter `wait` of requests that may be answered when something has come to its end.
final class Waiting {
    static final String PARAMETER = "wait";

    /// Less than a connection may be silent.
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Waiting() {}

    /// Zero when it is not said.
    static Duration asked(Call call) {
        return call.query(PARAMETER)
                .map(text -> Durations.parse(text)
                        .filter(time -> time.compareTo(LONGEST) <= 0)
                        .orElseThrow(() -> RefusedException.invalid(
                                "wait: expected a duration such as 20s, of at most " + Durations.text(LONGEST))))
                .orElse(Duration.ZERO);
    }
}
