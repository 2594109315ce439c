package dev.entrepot.distribution;

import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A path below `/v2/`, taken apart. Names may contain segments such as `blobs` or `tags`, so a path is read
/// from its right end. Names and references are kept as they were asked for, not yet checked.
///
/// distribution-spec, "Endpoints".
sealed interface V2Path {
    record Ping() implements V2Path {}

    record Catalog() implements V2Path {}

    /// `name` is empty for the registry's own document.
    record Discover(String name) implements V2Path {}

    record Uploads(String name) implements V2Path {}

    record Upload(String name, String id) implements V2Path {}

    record Blob(String name, String digest) implements V2Path {}

    record Manifest(String name, String reference) implements V2Path {}

    record Tags(String name) implements V2Path {}

    record Referrers(String name, String digest) implements V2Path {}

    String PREFIX = "/v2";

    /// Empty when the path is no route of the API. Throws {@link MalformedException} when a segment is not what
    /// may stand in a path.
    static Optional<V2Path> parse(String rawPath) {
        if (rawPath.equals(PREFIX) || rawPath.equals(PREFIX + "/")) {
            return Optional.of(new Ping());
        }
        List<String> segments = segments(rawPath.substring(PREFIX.length() + 1));
        int size = segments.size();
        String last = segments.getLast();
        if (size == 1) {
            return last.equals("_catalog") ? Optional.of(new Catalog()) : Optional.empty();
        }
        if (ends(segments, "_oci", "ext", "discover")) {
            return Optional.of(new Discover(name(segments, 3)));
        }
        if (size >= 3 && ends(segments, "tags", "list")) {
            return Optional.of(new Tags(name(segments, 2)));
        }
        if (size >= 3 && ends(segments, "blobs", "uploads")) {
            return Optional.of(new Uploads(name(segments, 2)));
        }
        if (size >= 4 && ends(segments.subList(0, size - 1), "blobs", "uploads")) {
            String name = name(segments, 3);
            return Optional.of(last.isEmpty() ? new Uploads(name) : new Upload(name, last));
        }
        if (size < 3) {
            return Optional.empty();
        }
        String name = name(segments, 2);
        return switch (segments.get(size - 2)) {
            case "manifests" -> Optional.of(new Manifest(name, last));
            case "blobs" -> Optional.of(new Blob(name, last));
            case "referrers" -> Optional.of(new Referrers(name, last));
            default -> Optional.empty();
        };
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int start = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
            segments.add(decode(path.substring(start, slash)));
            start = slash + 1;
        }
        segments.add(decode(path.substring(start)));
        return segments;
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            // A plus sign is itself in a path.
            String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.indexOf('/') < 0) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one refusal below.
        }
        throw new MalformedException(
                ErrorCode.NAME_INVALID,
                "the path is not well formed: encode bytes as a percent sign and two hex digits, and do not encode slashes",
                segment);
    }

    private static boolean ends(List<String> segments, String... tail) {
        int size = segments.size();
        return size >= tail.length && segments.subList(size - tail.length, size).equals(List.of(tail));
    }

    private static String name(List<String> segments, int tail) {
        return String.join("/", segments.subList(0, segments.size() - tail));
    }
}
