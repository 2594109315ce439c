package dev.entrepot.conditions;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What is known where a grant is used. What is not given is absent.
public final class GrantInputs {
    private static final GrantInputs NONE = new GrantInputs(Map.of());

    private final Map<String, Object> values;

    private GrantInputs(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    public static GrantInputs none() {
        return NONE;
    }

    /// Now.
    public GrantInputs time(Instant time) {
        return with("time", time);
    }

    /// The client's address, as a literal.
    public GrantInputs address(String address) {
        return with("address", address);
    }

    /// The tag that is read or written.
    public GrantInputs tag(String tag) {
        return with("tag", tag);
    }

    /// What is done, in lower case: `pull`, `push`, `delete` …
    public GrantInputs action(String action) {
        return with("action", action);
    }

    /// The whole name, with its namespace.
    public GrantInputs repository(String repository) {
        return with("repository", repository);
    }

    Map<String, Object> values() {
        return values;
    }

    private GrantInputs with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(name, value);
        return new GrantInputs(more);
    }
}
