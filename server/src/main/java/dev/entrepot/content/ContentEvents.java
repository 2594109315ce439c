package dev.entrepot.content;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the audit says of changes in this package.
final class ContentEvents {
    private ContentEvents() {}

    /// @param before where each of the push's tags pointed until now
    static AuditEvent manifestPushed(
            ManifestPush push, MediaType mediaType, Digest digest, Map<Tag, Optional<Digest>> before) {
        String tags = before.keySet().stream().map(Tag::text).collect(Collectors.joining(","));
        String previous = before.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .map(entry -> entry.getKey() + "=" + entry.getValue().get())
                .collect(Collectors.joining(","));
        String resource = push.repository() + (tags.isEmpty() ? "@" + digest : ":" + tags);
        AuditEvent event = on("manifest.push", push.repository(), resource)
                .with("digest", digest.toString())
                .with("mediaType", mediaType.text())
                .with("size", Integer.toString(push.bytes().length));
        event = tags.isEmpty() ? event : event.with("tags", tags);
        return previous.isEmpty() ? event : event.with("previous", previous);
    }

    static AuditEvent promoted(PromotionResult.Promoted promoted) {
        Promotion promotion = promoted.promotion();
        AuditEvent event = on("image.tag", promotion.to(), promotion.targetImage())
                .with("source", promotion.sourceImage())
                .with("digest", promoted.digest().toString())
                .with("manifests", Integer.toString(promoted.manifests().size()));
        return with(event, "previous", promoted.previous().map(Digest::toString));
    }

    static AuditEvent rewound(Rewind.Step step, Instant at) {
        AuditEvent event = on("tag.restore", step.repository(), step.image()).with("at", at.toString());
        event = with(event, "digest", step.to().map(Digest::toString));
        return with(event, "previous", step.from().map(Digest::toString));
    }

    static AuditEvent deleted(RepositoryName name, Deletion.Done done, Digest digest, Cause cause) {
        boolean manifest = !done.manifests().isEmpty();
        String tags = done.tags().stream().map(Tag::text).collect(Collectors.joining(","));
        AuditEvent event = manifest
                ? on("manifest.delete", name, name + "@" + digest)
                : on("tag.delete", name, name + ":" + tags).with("digest", digest.toString());
        event = event.with("deletion", done.id());
        if (manifest) {
            event = event.with("manifests", Integer.toString(done.manifests().size()));
            event = tags.isEmpty() ? event : event.with("tags", tags);
        }
        return cause == Cause.REQUEST ? event : event.with("cause", cause.id());
    }

    static AuditEvent restored(DeletionTable.Stored deletion, Restoration.Restored restored) {
        String what = deletion.repository().isEmpty() ? deletion.namespace() : deletion.repository();
        AuditEvent event = AuditEvent.of("trash.restore", deletion.namespace(), what)
                .with("deletion", deletion.id())
                .with("kind", deletion.kind().id());
        String tags = restored.tags().stream().map(Tag::text).collect(Collectors.joining(","));
        event = tags.isEmpty() ? event : event.with("tags", tags);
        return restored.manifests().isEmpty()
                ? event
                : event.with("manifests", Integer.toString(restored.manifests().size()));
    }

    static AuditEvent purged(DeletionTable.Stored deletion) {
        String what = deletion.repository().isEmpty() ? deletion.namespace() : deletion.repository();
        return AuditEvent.of("trash.purge", deletion.namespace(), what)
                .with("deletion", deletion.id())
                .with("kind", deletion.kind().id());
    }

    static AuditEvent purgedAll(String namespace, long deletions) {
        return AuditEvent.of("trash.purge", namespace, namespace).with("deletions", Long.toString(deletions));
    }

    static AuditEvent manifestLocked(RepositoryName name, Digest digest, String reason) {
        AuditEvent event = on("manifest.lock", name, name + "@" + digest);
        return reason.isEmpty() ? event : event.with("reason", reason);
    }

    static AuditEvent manifestUnlocked(RepositoryName name, Digest digest) {
        return on("manifest.unlock", name, name + "@" + digest);
    }

    static AuditEvent blobDeleted(RepositoryName name, Digest digest) {
        return on("blob.delete", name, name + "@" + digest);
    }

    static AuditEvent repositoryCreated(RepositoryName name) {
        return on("repository.create", name, name.text());
    }

    static AuditEvent namespaceCreated(String namespace) {
        return AuditEvent.of("namespace.create", namespace, namespace);
    }

    static AuditEvent repositoryChanged(RepositoryName name, RepositoryChange change) {
        AuditEvent event = with(on("repository.change", name, name.text()), "description", change.description());
        event = with(event, "readme", change.readme().map(text -> text.length() + " characters"));
        event = with(event, "labels", change.labels().map(labels -> new TreeMap<>(labels).toString()));
        event = with(event, "visibility", change.visibility().map(Visibility::id));
        event = with(event, "immutableTags", change.immutableTags());
        event = with(event, "retention", change.retention());
        return with(event, "scanning", change.scanning());
    }

    private static AuditEvent with(AuditEvent event, String name, Optional<String> value) {
        return value.isPresent() ? event.with(name, value.get()) : event;
    }

    static AuditEvent repositoryRenamed(RepositoryName from, RepositoryName to) {
        return on("repository.rename", from, from.text()).with("to", to.text());
    }

    static AuditEvent repositoryDeleted(RepositoryName name) {
        return on("repository.delete", name, name.text());
    }

    static AuditEvent aliasFreed(RepositoryName name, RepositoryName current) {
        return on("alias.delete", name, name.text()).with("repository", current.text());
    }

    private static AuditEvent on(String action, RepositoryName name, String resource) {
        return AuditEvent.of(action, name.namespace(), resource);
    }
}
