package dev.entrepot.retention;

import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.MediaType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What a pusher said in a label about how long an image is needed: `expires-after` or `quay.expires-after`, among the
/// annotations of its manifest or else among the labels of its config.
///
/// An index without such an annotation expires when its last image does; an image in it that never expires keeps it.
final class Wish {
    static final List<String> NAMES = List.of("expires-after", "quay.expires-after");
    static final long NEVER = 0;
    static final int MAX_CONFIG_BYTES = 4 * 1024 * 1024;

    private static final Set<String> CONFIGS =
            Set.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");

    /// What builders hang onto an index beside its images.
    private static final String ATTESTATION = "vnd.docker.reference.type";

    private static final JsonFactory FACTORY = new JsonFactory();

    /// What a manifest's wish may rest on beside its own bytes.
    ///
    /// @param config the bytes of a config; empty when they are not there
    /// @param child what is known of a manifest's wish in microseconds; empty while nobody has looked
    record Around(Function<String, Optional<byte[]>> config, Function<String, OptionalLong> child) {}

    private Wish() {}

    /// In microseconds, {@link #NEVER} for none; empty when a child has to be looked at first.
    static OptionalLong of(byte[] bytes, MediaType type, Around around) {
        Manifest manifest;
        try {
            manifest = Manifest.parse(bytes, Optional.of(type));
        } catch (MalformedException older) {
            // Stored before something was refused that is refused now.
            return OptionalLong.of(NEVER);
        }
        long annotated = said(manifest.annotations());
        if (annotated != NEVER) {
            return OptionalLong.of(annotated);
        }
        return switch (manifest) {
            case ImageManifest image
            when CONFIGS.contains(image.config().mediaType().text()) ->
                OptionalLong.of(around.config
                        .apply(image.config().digest().toString())
                        .map(Wish::label)
                        .orElse(NEVER));
            case Index index -> latest(index, around);
            default -> OptionalLong.of(NEVER);
        };
    }

    private static OptionalLong latest(Index index, Around around) {
        long latest = NEVER;
        for (Descriptor child : index.manifests()) {
            if (child.annotations().containsKey(ATTESTATION)) {
                continue;
            }
            OptionalLong wish = around.child.apply(child.digest().toString());
            if (wish.isEmpty() || wish.getAsLong() == NEVER) {
                return wish;
            }
            latest = Math.max(latest, wish.getAsLong());
        }
        return OptionalLong.of(latest);
    }

    private static long said(Map<String, String> texts) {
        return NAMES.stream()
                .map(texts::get)
                .filter(text -> text != null)
                .findFirst()
                .flatMap(Age::parse)
                .filter(Duration::isPositive)
                .map(Age::micros)
                .orElse(NEVER);
    }

    /// From `config.Labels` of an image's config; what is no such document has no labels.
    static long label(byte[] config) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), config)) {
            if (json.nextToken() == JsonToken.START_OBJECT && enter(json, "config") && enter(json, "Labels")) {
                Map<String, String> labels = new HashMap<>();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    if (json.nextToken() == JsonToken.VALUE_STRING && NAMES.contains(name)) {
                        labels.put(name, json.getString());
                    }
                    json.skipChildren();
                }
                return said(labels);
            }
            return NEVER;
        } catch (JacksonException notJson) {
            return NEVER;
        }
    }

    /// Goes to the object that is the member `wanted` of the present one; false when there is none.
    private static boolean enter(JsonParser json, String wanted) {
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            if (name.equals(wanted) && value == JsonToken.START_OBJECT) {
                return true;
            }
            json.skipChildren();
        }
        return false;
    }
}
