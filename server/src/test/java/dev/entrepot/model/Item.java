package dev.entrepot.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A manifest that a sequence may push; the same bytes each time.
///
/// @param blobs texts of the blobs it names
/// @param children names of the manifests it names, for an index
/// @param subject name of what it refers to
@SuppressWarnings("ArrayRecordComponent")
record Item(String name, List<String> blobs, List<String> children, Optional<String> subject, byte[] bytes) {
    Digest digest() {
        return Digest.of(Digest.Algorithm.SHA256, bytes);
    }

    boolean index() {
        return !children.isEmpty();
    }

    MediaType mediaType() {
        return index() ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
    }

    /// Five images that share layers, three referrers, one of them of a referrer, two indexes that share a child, and
    /// an index of an index. Blobs are of this sequence alone.
    static Map<String, Item> all(String sequence) {
        Map<String, Item> items = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            image(items, "I" + i, List.of(sequence + "-b" + i, sequence + "-b" + (i + 1)), Optional.empty());
        }
        image(items, "R0", List.of(sequence + "-r0"), Optional.of("I0"));
        image(items, "R1", List.of(sequence + "-r1", sequence + "-b1"), Optional.of("I1"));
        image(items, "RR", List.of(sequence + "-r2"), Optional.of("R0"));
        index(items, "X0", List.of("I0", "I1"));
        index(items, "X1", List.of("I1", "I2"));
        index(items, "XX", List.of("X0", "I3"));
        return items;
    }

    private static void image(Map<String, Item> items, String name, List<String> blobs, Optional<String> subject) {
        String layers = blobs.stream().map(Item::descriptor).collect(Collectors.joining(","));
        String refers =
                subject.map(of -> ",\"subject\":" + descriptor(items.get(of))).orElse("");
        String text = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]%s}"
                .formatted(MediaType.OCI_MANIFEST.text(), descriptor(blobs.getFirst()), layers, refers);
        items.put(name, new Item(name, blobs, List.of(), subject, text.getBytes(US_ASCII)));
    }

    private static void index(Map<String, Item> items, String name, List<String> children) {
        String named =
                children.stream().map(child -> descriptor(items.get(child))).collect(Collectors.joining(","));
        String text = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(MediaType.OCI_INDEX.text(), named);
        items.put(name, new Item(name, List.of(), children, Optional.empty(), text.getBytes(US_ASCII)));
    }

    private static String descriptor(Item item) {
        return descriptor(item.mediaType().text(), item.digest(), item.bytes().length);
    }

    private static String descriptor(String blob) {
        return descriptor("application/octet-stream", blobDigest(blob), blob.length());
    }

    private static String descriptor(String type, Digest digest, int size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest, size);
    }

    static Digest blobDigest(String blob) {
        return Digest.of(Digest.Algorithm.SHA256, blob.getBytes(US_ASCII));
    }
}
