package dev.entrepot.api;

import dev.entrepot.content.Content;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.scanning.Scanning;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which images stand under what was asked for, and the platform that each is for.
final class PlatformImages {
    /// Indexes under an index that are looked into; nobody nests them more than once.
    private static final int MOST_INDEXES = 32;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Repositories repositories;
    private final Manifests manifests;
    private final ImageConfigs configs;
    private final Scanning scanning;

    PlatformImages(Content content, Scanning scanning) {
        this.repositories = content.repositories();
        this.manifests = content.manifests();
        this.configs = new ImageConfigs(content.blobs());
        this.scanning = scanning;
    }

    /// An image for one platform.
    ///
    /// @param platform `linux/arm64/v8`; empty where nothing says so
    record Part(Digest digest, String platform) {}

    /// @param image as it was asked for, in the repository as it is called now
    /// @param digest of what was asked for, an index or an image
    record Resolved(AskedImage image, Repository repository, Digest digest, List<Part> parts) {
        Resolved {
            parts = List.copyOf(parts);
        }

        String namespace() {
            return repository.name().namespace();
        }

        /// The only one; refused where a platform must be chosen first.
        Part one() {
            if (parts.isEmpty()) {
                throw RefusedException.invalid(image.text() + " has no image for any platform in it");
            }
            if (parts.size() > 1) {
                throw RefusedException.invalid("platform: expected one, since " + image.text() + " is for "
                        + String.join(", ", platforms(parts)));
            }
            return parts.getFirst();
        }
    }

    /// Empty when there is no such image.
    ///
    /// @param platform only that one, unless empty; refused where there is none such
    Optional<Resolved> find(AskedImage image, String platform) {
        Optional<Repository> repository = repositories.find(image.name());
        Optional<StoredManifest> stored = manifests.find(image.name(), image.reference());
        if (repository.isEmpty() || stored.isEmpty()) {
            return Optional.empty();
        }
        List<Part> parts = parts(image.name(), stored.get());
        return Optional.of(new Resolved(
                image, repository.get(), stored.get().digest(), platform.isEmpty() ? parts : only(parts, platform)));
    }

    private List<Part> parts(RepositoryName name, StoredManifest stored) {
        List<Digest> images = scanning.images(name, stored.digest());
        if (stored.mediaType().isIndex()) {
            Map<String, String> platforms = platforms(name, stored);
            return images.stream()
                    .map(digest -> new Part(digest, platforms.getOrDefault(digest.toString(), "")))
                    .toList();
        }
        return images.stream()
                .map(digest -> new Part(digest, ownPlatform(name, stored)))
                .toList();
    }

    private static List<Part> only(List<Part> parts, String platform) {
        List<Part> exact =
                parts.stream().filter(part -> part.platform().equals(platform)).toList();
        List<Part> found = exact.isEmpty()
                ? parts.stream()
                        .filter(part -> part.platform().startsWith(platform + "/"))
                        .toList()
                : exact;
        if (found.isEmpty()) {
            List<String> there = platforms(parts);
            throw RefusedException.invalid("platform: this image is for "
                    + (there.isEmpty() ? "no platform that it names" : String.join(", ", there)));
        }
        return found;
    }

    private static List<String> platforms(List<Part> parts) {
        return parts.stream()
                .map(Part::platform)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /// Of the children, by their digests; an index names them.
    private Map<String, String> platforms(RepositoryName name, StoredManifest index) {
        Map<String, String> platforms = new HashMap<>();
        Deque<StoredManifest> open = new ArrayDeque<>(List.of(index));
        for (int seen = 0; seen < MOST_INDEXES && !open.isEmpty(); seen++) {
            for (JsonNode child : read(open.pop().bytes()).path("manifests")) {
                String digest = child.path("digest").asString("");
                platforms.putIfAbsent(digest, platform(child.path("platform")));
                if (child.path("mediaType").asString("").matches(".*(image\\.index|manifest\\.list)\\..*")) {
                    nested(name, digest).ifPresent(open::add);
                }
            }
        }
        return platforms;
    }

    private Optional<StoredManifest> nested(RepositoryName name, String digest) {
        try {
            return manifests
                    .find(name, Digest.parse(digest))
                    .filter(child -> child.mediaType().isIndex());
        } catch (MalformedException none) {
            return Optional.empty();
        }
    }

    private String ownPlatform(RepositoryName name, StoredManifest stored) {
        Manifest manifest = Manifest.parse(stored.bytes(), Optional.of(stored.mediaType()));
        return configs.of(name, manifest).map(bytes -> platform(read(bytes))).orElse("");
    }

    private static String platform(JsonNode of) {
        String os = of.path("os").asString("");
        String architecture = of.path("architecture").asString("");
        String variant = of.path("variant").asString("");
        return os.isEmpty() || architecture.isEmpty()
                ? ""
                : os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }

    /// What others wrote: a document that cannot be read names nothing.
    private static JsonNode read(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException unreadable) {
            return JSON.createObjectNode();
        }
    }
}
