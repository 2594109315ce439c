package dev.entrepot.audit;

import java.time.Instant;

/// Which entries are asked for. An empty text asks for any.
///
/// @param since at that moment or later
/// @param until before that moment
/// @param namespace whole
/// @param actor the whole name
/// @param action how it begins: `manifest.` stands for all that happens to manifests
/// @param outcome `done` or `refused`
public record AuditFilter(Instant since, Instant until, String namespace, String actor, String action, String outcome) {
    public static final AuditFilter ALL = new AuditFilter(Instant.EPOCH, Instant.MAX, "", "", "", "");

    public AuditFilter since(Instant moment) {
        return new AuditFilter(moment, until, namespace, actor, action, outcome);
    }

    public AuditFilter until(Instant moment) {
        return new AuditFilter(since, moment, namespace, actor, action, outcome);
    }

    public AuditFilter namespace(String name) {
        return new AuditFilter(since, until, name, actor, action, outcome);
    }

    public AuditFilter actor(String name) {
        return new AuditFilter(since, until, namespace, name, action, outcome);
    }

    public AuditFilter action(String beginning) {
        return new AuditFilter(since, until, namespace, actor, beginning, outcome);
    }

    public AuditFilter outcome(String word) {
        return new AuditFilter(since, until, namespace, actor, action, word);
    }
}
