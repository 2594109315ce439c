package dev.entrepot.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What happened, apart from who did it and when.
///
/// @param action two words with a dot: what kind of thing, and what became of it, such as `manifest.push`
/// @param namespace whose owners may read the entry; empty where it concerns no namespace
/// @param resource what it happened to, as people write it: `team/app:1.0`, `alice`, `team+ci`
/// @param detail more, in words of the action: digests, roles, old and new values; never a secret
public record AuditEvent(String action, String namespace, String resource, SequencedMap<String, String> detail) {
    public AuditEvent {
        detail = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(detail));
    }

    public static AuditEvent of(String action, String namespace, String resource) {
        return new AuditEvent(action, namespace, resource, new LinkedHashMap<>());
    }

    /// The same with one detail more.
    public AuditEvent with(String name, String value) {
        SequencedMap<String, String> more = new LinkedHashMap<>(detail);
        more.put(name, value);
        return new AuditEvent(action, namespace, resource, more);
    }

    public AuditEvent with(Map<String, String> others) {
        SequencedMap<String, String> more = new LinkedHashMap<>(detail);
        more.putAll(others);
        return new AuditEvent(action, namespace, resource, more);
    }
}
