package dev.entrepot.vulnerabilities;

import java.util.ArrayList;
import java.util.List;

/// What an advisory says of one package: the versions that it concerns.
///
/// @param ecosystem in the form of {@link Ecosystems#canonical}
/// @param name in the form of {@link Ecosystems#name}
/// @param ranges each a list of events in the order of the ecosystem's versions
/// @param versions named one by one, those that lie in no range
/// @param rating of this package only
record Affected(String ecosystem, String name, List<List<Event>> ranges, List<String> versions, Rating rating) {
    Affected {
        ranges = ranges.stream().map(List::copyOf).toList();
        versions = List.copyOf(versions);
    }

    static Affected before(String ecosystem, String name, List<String> fixedVersions, Rating rating) {
        List<List<Event>> ranges = new ArrayList<>();
        for (String fixed : fixedVersions) {
            ranges.add(List.of(new Event(Event.Kind.INTRODUCED, "0"), new Event(Event.Kind.FIXED, fixed)));
        }
        return new Affected(ecosystem, name, ranges, List.of(), rating);
    }

    /// Of the same package: a record may name it more than once.
    Affected and(Affected other) {
        List<List<Event>> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        List<String> all = new ArrayList<>(versions);
        all.addAll(other.versions);
        return new Affected(ecosystem, name, both, all, rating.worse(other.rating));
    }

    /// Whether it speaks of builds of a module stream, whose versions compare with no others
    /// (`1.2-3.module_el8+5`).
    boolean modular() {
        return ranges.stream().flatMap(List::stream).anyMatch(event -> modular(event.version()));
    }

    static boolean modular(String version) {
        return version.contains("module_el") || version.contains("module+el");
    }

    void pack(Packer packer) {
        rating.pack(packer);
        packer.number(ranges.size());
        for (List<Event> range : ranges) {
            packer.number(range.size());
            for (Event event : range) {
                packer.number(event.kind().code()).text(event.version());
            }
        }
        packer.texts(versions);
    }

    static Affected unpack(String ecosystem, String name, Unpacker unpacker) {
        Rating rating = Rating.unpack(unpacker);
        int count = unpacker.count();
        List<List<Event>> ranges = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            int size = unpacker.count();
            List<Event> range = new ArrayList<>(size);
            for (int position = 0; position < size; position++) {
                range.add(event(unpacker));
            }
            ranges.add(range);
        }
        return new Affected(ecosystem, name, ranges, unpacker.texts(), rating);
    }

    private static Event event(Unpacker unpacker) {
        long code = unpacker.number();
        Event.Kind kind = Event.Kind.ofCode(code)
                .orElseThrow(() -> new DamagedSetException(
                        "the vulnerability database holds an event that does not exist: " + code));
        return new Event(kind, unpacker.text());
    }
}
