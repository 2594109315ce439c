package dev.entrepot.content;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.Collection;
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

    static AuditEvent manifestDeleted(RepositoryName name, Digest digest, Collection<String> tags) {
        AuditEvent event = on("manifest.delete", name, name + "@" + digest);
        return tags.isEmpty() ? event : event.with("tags", String.join(",", tags));
    }

    static AuditEvent tagDeleted(RepositoryName name, Tag tag, Digest digest) {
        return on("tag.delete", name, name + ":" + tag).with("digest", digest.toString());
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
