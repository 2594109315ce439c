package dev.entrepot.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds and reads the VEX documents that pushers attached to images: as referrers (oras, vexctl, cosign with OCI 1.1),
/// or behind cosign's tag `sha256-….att`.
final class VexAttachments {
    private static final Logger LOG = LoggerFactory.getLogger(VexAttachments.class);

    /// Of one image: the newest. An attacker may attach any number.
    private static final int MOST = 8;

    /// Layers of a manifest that are opened: attestations have one each.
    private static final int MOST_LAYERS = 16;

    /// Of a layer that is opened. Whoever may push makes every judgement of the image read it; who may exempt uploads
    /// what is larger.
    static final int MAX_LAYER_BYTES = 512 * 1024;

    /// Manifests of attestations have some 1 KiB.
    private static final int MAX_MANIFEST_BYTES = 64 * 1024;

    /// What may be remembered of them, as the bytes that they were read from.
    private static final long REMEMBERED_BYTES = 8L * 1024 * 1024;

    private static final int LEAST_WEIGHT = 512;

    /// What could not be read is tried again some time.
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final String VEX = "openvex";
    private static final Pattern COSIGN_TAG = Pattern.compile("(sha256|sha512)-([0-9a-f]{64,128})\\.att");

    private final BlobStore store;
    private final AttachmentTable table = new AttachmentTable();
    private final VexTable documents = new VexTable();
    private final Cache<Key, Opened> opened = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .expireAfterWrite(REMEMBERED)
            .weigher((Key key, Opened found) -> found.weight())
            .build();

    VexAttachments(BlobStore store) {
        this.store = store;
    }

    /// Bytes never change. What is readable in one repository need not be in another.
    private record Key(long repositoryId, String manifest, String subject) {}

    /// A document with the bytes that hold it, an attestation around it included.
    @SuppressWarnings("ArrayRecordComponent")
    record Document(VexContent content, byte[] bytes, Map<String, List<VexStatement>> byIssue) {
        Document(VexContent content, byte[] bytes) {
            this(content, bytes, content.byIssue());
        }
    }

    /// What a manifest holds.
    ///
    /// @param subject what it is attached to; may be empty
    /// @param problem why there is no document; else empty
    record Opened(String subject, List<Document> documents, String problem) {
        int weight() {
            return LEAST_WEIGHT
                    + documents.stream()
                            .mapToInt(document -> document.bytes.length)
                            .sum();
        }
    }

    /// An attached manifest, and what it holds.
    record Attached(AttachmentTable.Referrer where, Opened opened) {}

    /// What is attached to one of these digests, and was not accepted.
    List<Attached> unaccepted(Sql sql, long repositoryId, Place repository, Set<String> digests) {
        return all(sql, repositoryId, digests).stream()
                .filter(where -> !documents.accepted(sql, repository, where.digest()))
                .map(where -> new Attached(where, remembered(sql, repositoryId, where)))
                .filter(found -> !found.opened.documents().isEmpty())
                .toList();
    }

    Optional<List<AttachedVex>> list(Sql sql, RepositoryName name, Digest manifest) {
        return table.repository(sql, name.text())
                .map(id -> all(sql, id, table.above(sql, id, manifest.toString())).stream()
                        .map(where -> shown(sql, id, Place.of(name), where))
                        .filter(found ->
                                found.statements() > 0 || !found.problem().isEmpty())
                        .toList());
    }

    private AttachedVex shown(Sql sql, long repositoryId, Place place, AttachmentTable.Referrer where) {
        Opened found = remembered(sql, repositoryId, where);
        return new AttachedVex(
                where.digest(),
                where.pushedBy(),
                documents.accepted(sql, place, where.digest()),
                found.documents.stream().map(document -> document.content.id()).toList(),
                found.documents.stream()
                        .mapToLong(document -> document.content.statements().size())
                        .sum(),
                found.problem);
    }

    private List<AttachmentTable.Referrer> all(Sql sql, long repositoryId, Set<String> digests) {
        List<AttachmentTable.Referrer> found = new ArrayList<>();
        for (String digest : digests.stream().sorted().toList()) {
            table.tagged(sql, repositoryId, digest.replace(':', '-') + ".att", digest)
                    .ifPresent(found::add);
            found.addAll(table.referrers(sql, repositoryId, digest, MOST));
            if (found.size() >= MOST) {
                return List.copyOf(found.subList(0, MOST));
            }
        }
        return found;
    }

    private Opened remembered(Sql sql, long repositoryId, AttachmentTable.Referrer where) {
        Key key = new Key(repositoryId, where.digest(), where.subject());
        Opened known = opened.getIfPresent(key);
        if (known == null) {
            known = open(sql, repositoryId, where.digest(), where.subject());
            opened.put(key, known);
        }
        return known;
    }

    /// What a manifest of a repository holds, whatever is remembered.
    Opened open(Sql sql, RepositoryName name, Digest manifest) {
        Optional<Long> repository = table.repository(sql, name.text());
        Optional<AttachmentTable.Content> content =
                repository.flatMap(id -> table.manifest(sql, id, manifest.toString(), MAX_MANIFEST_BYTES));
        if (repository.isEmpty() || content.isEmpty()) {
            return new Opened("", List.of(), "there is no such manifest in " + name + ", or it is no attachment");
        }
        String subject = content.get().subject();
        if (subject.isEmpty()) {
            subject = table.tagsOf(sql, repository.get(), manifest.toString()).stream()
                    .map(COSIGN_TAG::matcher)
                    .filter(Matcher::matches)
                    .map(matched -> matched.group(1) + ":" + matched.group(2))
                    .findFirst()
                    .orElse("");
        }
        if (subject.isEmpty()) {
            return new Opened("", List.of(), manifest + " is attached to nothing: it has no subject, nor cosign's tag");
        }
        return open(sql, repository.get(), manifest.toString(), subject);
    }

    private Opened open(Sql sql, long repositoryId, String digest, String subject) {
        Optional<AttachmentTable.Content> content = table.manifest(sql, repositoryId, digest, MAX_MANIFEST_BYTES);
        if (content.isEmpty()) {
            return new Opened(subject, List.of(), "the manifest has more than " + MAX_MANIFEST_BYTES + " bytes");
        }
        List<Document> found = new ArrayList<>();
        String problem = "";
        int tried = 0;
        for (Descriptor layer : layers(content.get().bytes())) {
            if (tried++ == MOST_LAYERS) {
                break;
            }
            Optional<byte[]> bytes = table.blob(
                            sql, repositoryId, layer.digest().toString(), MAX_LAYER_BYTES)
                    .flatMap(this::bytes);
            try {
                bytes.flatMap(text -> VexReader.readAttached(text, subject).map(vex -> new Document(vex, text)))
                        .ifPresent(found::add);
            } catch (IllegalArgumentException broken) {
                problem = String.valueOf(broken.getMessage());
            }
        }
        return new Opened(subject, found, problem);
    }

    /// What may hold VEX. oras says of a file that it is a layer unless it is told otherwise, so in an artifact of that
    /// type any may.
    private static List<Descriptor> layers(byte[] bytes) {
        try {
            Manifest manifest = Manifest.parse(bytes, Optional.empty());
            boolean any =
                    manifest.artifactType().filter(type -> type.contains(VEX)).isPresent();
            return manifest.references().stream()
                    .filter(layer -> any
                            || layer.mediaType().text().endsWith("json")
                            || layer.mediaType().text().contains(VEX))
                    .toList();
        } catch (MalformedException unreadable) {
            return List.of();
        }
    }

    /// What cannot be read says nothing.
    private Optional<byte[]> bytes(StorageKey key) {
        try {
            Optional<BlobBytes> found = store.find(key);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            return switch (found.get()) {
                case BlobBytes.LocalFile file -> Optional.of(Files.readAllBytes(file.path()));
            };
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("event=vex_unreadable key={}", key, e);
            return Optional.empty();
        }
    }
}
