package dev.entrepot.oci;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one descriptor: image-spec, "OCI Content Descriptors".
final class DescriptorReader {
    private static final Set<String> MEMBERS =
            Set.of("mediaType", "digest", "size", "artifactType", "annotations", "urls", "data", "platform");

    private final StrictJson json;
    private @Nullable MediaType mediaType;
    private @Nullable Digest digest;
    private @Nullable Long size;
    private Optional<String> artifactType = Optional.empty();
    private Map<String, String> annotations = Map.of();
    private List<String> urls = List.of();
    private @Nullable String data;

    private DescriptorReader(StrictJson json) {
        this.json = json;
    }

    static Descriptor read(StrictJson json) {
        DescriptorReader reader = new DescriptorReader(json);
        json.members(MEMBERS, reader::member);
        return reader.finish();
    }

    private void member(String name) {
        switch (name) {
            case "mediaType" -> mediaType = ManifestReader.mediaType(json);
            case "digest" -> digest = digest();
            case "size" -> size = json.wholeNumber();
            case "artifactType" -> artifactType = ManifestReader.artifactType(json);
            case "annotations" -> annotations = json.texts();
            case "urls" -> urls = json.array(json::text);
            case "data" -> data = json.text();
            case "platform" -> {
                json.requireObject();
                json.skip();
            }
            default -> throw new IllegalStateException("no reader for the member " + name);
        }
    }

    private Digest digest() {
        String text = json.text();
        try {
            return Digest.parse(text);
        } catch (MalformedException e) {
            throw json.malformed(e.getMessage());
        }
    }

    private Descriptor finish() {
        Descriptor descriptor = new Descriptor(
                present(mediaType, "mediaType", "the media type of the content, a string"),
                present(digest, "digest", "the digest of the content, a string"),
                present(size, "size", "the size of the content in bytes, a number"),
                artifactType,
                annotations,
                urls);
        if (data != null) {
            requireCopy(data, descriptor);
        }
        return descriptor;
    }

    private <T> T present(@Nullable T value, String member, String expected) {
        if (value == null) {
            throw json.malformedAt(member, "found nothing, expected " + expected + "; every descriptor needs it");
        }
        return value;
    }

    // image-spec: content verifiers compare embedded data with digest and size. Clients use it instead of the blob.
    private void requireCopy(String data, Descriptor descriptor) {
        byte[] content;
        try {
            content = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw json.malformedAt(
                    "data", "found text that is not base64, expected the content of the descriptor in base64");
        }
        if (content.length != descriptor.size()) {
            throw json.malformedAt(
                    "data",
                    "found " + content.length + " bytes in base64, expected the " + descriptor.size()
                            + " bytes that size names; embed the whole content or leave data out");
        }
        Digest.Algorithm algorithm = descriptor.digest().algorithm();
        if (!Digest.of(algorithm, content).equals(descriptor.digest())) {
            throw json.malformedAt(
                    "data",
                    "found content with the digest " + Digest.of(algorithm, content) + ", expected "
                            + descriptor.digest() + "; embed the content that digest names or leave data out");
        }
    }
}
