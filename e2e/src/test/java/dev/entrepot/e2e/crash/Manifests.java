package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.crash.Journal.Pushed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Manifests as clients write them, and listings as they read them.
final class Manifests {
    static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Manifests() {}

    /// An image whose config is the first of `blobs` and whose layers are the others; `mark` makes it unlike others.
    static Pushed image(Journal journal, List<String> blobs, String subject, String mark) {
        String layers = blobs.stream()
                .skip(1)
                .map(digest -> descriptor("application/vnd.oci.image.layer.v1.tar", digest, journal.blobSize(digest)))
                .collect(Collectors.joining(","));
        String config = descriptor(
                "application/vnd.oci.image.config.v1+json", blobs.getFirst(), journal.blobSize(blobs.getFirst()));
        String about = subject.isEmpty()
                ? ""
                : ",\"subject\":"
                        + descriptor(
                                journal.pushed(subject).mediaType(),
                                subject,
                                size(journal.pushed(subject).text()));
        String text = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]%s,"annotations":{"mark":"%s"}}""".formatted(IMAGE, config, layers, about, mark);
        return new Pushed(digest(text), IMAGE, text, blobs, List.of(), subject);
    }

    static Pushed index(Journal journal, List<String> children, String mark) {
        String manifests = children.stream()
                .map(digest -> descriptor(
                        journal.pushed(digest).mediaType(),
                        digest,
                        size(journal.pushed(digest).text())))
                .collect(Collectors.joining(","));
        String text = """
                {"schemaVersion":2,"mediaType":"%s","manifests":[%s],"annotations":{"mark":"%s"}}""".formatted(INDEX, manifests, mark);
        return new Pushed(digest(text), INDEX, text, List.of(), children, "");
    }

    /// The tags in the answer of `tags/list`.
    static Set<String> tags(byte[] answer) {
        Set<String> tags = new TreeSet<>();
        for (JsonNode tag : JSON.readTree(answer).get("tags")) {
            tags.add(tag.asString());
        }
        return tags;
    }

    /// The digests in an index, such as the answer of the referrers API.
    static Set<String> digests(byte[] index) {
        Set<String> digests = new TreeSet<>();
        for (JsonNode manifest : JSON.readTree(index).get("manifests")) {
            digests.add(manifest.get("digest").asString());
        }
        return digests;
    }

    private static String descriptor(String mediaType, String digest, long size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
    }

    private static String digest(String text) {
        return Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
