package dev.entrepot.rest;

import dev.entrepot.http.BadRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A path with parameters, `/api/v1/teams/{team}/members/{user}`. One parameter may take several segments, slashes
/// included: `/api/v1/readme/{repository...}`.
public final class PathTemplate implements Comparable<PathTemplate> {
    private static final String REST = "...";

    private final String text;
    private final List<Segment> segments;
    private final int several;

    private record Segment(String name, boolean parameter) {}

    private PathTemplate(String text, List<Segment> segments, int several) {
        this.text = text;
        this.segments = List.copyOf(segments);
        this.several = several;
    }

    /// Throws `IllegalArgumentException` for what is no template.
    public static PathTemplate parse(String text) {
        List<Segment> segments = new ArrayList<>();
        int several = -1;
        for (String part : split(text)) {
            if (!part.startsWith("{")) {
                segments.add(new Segment(part, false));
                continue;
            }
            String name = part.substring(1, part.length() - 1);
            if (name.endsWith(REST)) {
                if (several >= 0) {
                    throw new IllegalArgumentException("two parameters of several segments: " + text);
                }
                several = segments.size();
                name = name.substring(0, name.length() - REST.length());
            }
            segments.add(new Segment(name, true));
        }
        return new PathTemplate(text, segments, several);
    }

    /// The names of its parameters, in order.
    public List<String> parameters() {
        return segments.stream().filter(Segment::parameter).map(Segment::name).toList();
    }

    /// The values of the parameters, decoded, or empty when the path is another one. Throws
    /// {@link BadRequestException} when a parameter's segment hides a slash.
    Optional<Map<String, String>> match(List<String> path) {
        int more = path.size() - segments.size();
        if (several < 0 ? more != 0 : more < 0) {
            return Optional.empty();
        }
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            String found = path.get(several >= 0 && i > several ? i + more : i);
            if (segment.parameter ? found.isEmpty() : !segment.name.equals(found)) {
                return Optional.empty();
            }
        }
        return Optional.of(values(path, Math.max(0, more)));
    }

    private Map<String, String> values(List<String> path, int more) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (i == several) {
                List<String> parts = path.subList(i, i + more + 1);
                values.put(
                        segment.name,
                        String.join(
                                "/", parts.stream().map(PathTemplate::decode).toList()));
            } else if (segment.parameter) {
                values.put(segment.name, decode(path.get(several >= 0 && i > several ? i + more : i)));
            }
        }
        return values;
    }

    /// The segments of a raw path.
    static List<String> split(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /// The listener has checked that escapes are sound.
    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        // A plus sign is itself in a path.
        String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (decoded.indexOf('/') >= 0) {
            throw new BadRequestException("slashes in a path are not percent-encoded");
        }
        return decoded;
    }

    /// Templates that fit fewer paths stand first: words before parameters, one segment before several.
    @Override
    public int compareTo(PathTemplate other) {
        for (int i = 0; i < Math.min(segments.size(), other.segments.size()); i++) {
            int byKind = Integer.compare(rank(i), other.rank(i));
            if (byKind != 0) {
                return byKind;
            }
        }
        int longest = Integer.compare(other.segments.size(), segments.size());
        return longest != 0 ? longest : text.compareTo(other.text);
    }

    private int rank(int index) {
        if (index == several) {
            return 2;
        }
        return segments.get(index).parameter ? 1 : 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathTemplate template && text.equals(template.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
