package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;
import dev.entrepot.versions.VersionOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the entries of `affected` of one OSV record.
///
/// Entries of ecosystems to which no package of an image belongs, and those with nothing but commits of git,
/// give nothing. SUSE names a source and what was built from it: both are kept.
final class OsvPackages {
    private static final int MAX_RANGES = 10_000;
    private static final int MAX_EVENTS = 10_000;
    private static final int MAX_VERSIONS = 100_000;
    private static final int MAX_BUILT = 5_000;

    /// Characters of versions in one record. The largest public one has some hundred thousand; more would be
    /// held in memory until the record ends.
    private static final long MAX_CHARACTERS = 16_000_000;

    /// Ecosystems whose `binaries` have the names of packages as members.
    private static final Set<String> NAMES_BUILT = Set.of("SUSE", "openSUSE");

    private static final Set<String> NO_VULNERABILITY = Set.of("unmaintained", "notice");

    private final JsonParser json;
    private String informational = "";
    private long characters;

    private String ecosystem = "";
    private String name = "";
    private final List<List<Event>> ranges = new ArrayList<>();
    private final Set<String> built = new LinkedHashSet<>();
    private List<String> versions = List.of();
    private List<String> scores = List.of();
    private Severity word = Severity.UNKNOWN;

    OsvPackages(JsonParser json) {
        this.json = json;
    }

    /// Whether RustSec says that this is a remark.
    boolean informational() {
        return NO_VULNERABILITY.contains(informational);
    }

    boolean unsound() {
        return !informational.isEmpty();
    }

    /// The entry whose beginning was just read.
    List<Affected> read() throws InvalidRecordException {
        ecosystem = "";
        name = "";
        ranges.clear();
        built.clear();
        versions = List.of();
        scores = List.of();
        word = Severity.UNKNOWN;
        Documents.members(json, this::member);
        return affected();
    }

    private void member(String member, JsonToken value) throws InvalidRecordException {
        switch (member) {
            case "package" -> readPackage(value);
            case "ranges" -> readRanges();
            case "versions" -> {
                versions = Documents.texts(json, MAX_VERSIONS, "versions");
                for (String version : versions) {
                    count(Texts.optional(version, "a version"));
                }
            }
            case "severity" -> scores = OsvReader.scores(json);
            case "ecosystem_specific", "database_specific" -> readSpecific(value);
            default -> {}
        }
    }

    private void readPackage(JsonToken value) throws InvalidRecordException {
        if (value != JsonToken.START_OBJECT) {
            throw new InvalidRecordException("package is no object");
        }
        Documents.members(json, (member, token) -> {
            switch (member) {
                case "ecosystem" -> ecosystem = Documents.text(json);
                case "name" -> name = Documents.text(json);
                default -> {}
            }
        });
        Texts.required(ecosystem, "package.ecosystem");
        Texts.required(name, "package.name");
    }

    private void readRanges() throws InvalidRecordException {
        Documents.objects(json, "ranges", MAX_RANGES, () -> {
            String[] type = {""};
            List<Event> events = new ArrayList<>();
            Documents.members(json, (member, token) -> {
                switch (member) {
                    case "type" -> type[0] = Documents.text(json);
                    case "events" -> readEvents(events);
                    default -> {}
                }
            });
            if (!type[0].equals("GIT") && !events.isEmpty()) {
                ranges.add(events);
            }
        });
    }

    private void readEvents(List<Event> events) throws InvalidRecordException {
        Documents.objects(
                json,
                "events",
                MAX_EVENTS,
                () -> Documents.members(json, (member, token) -> {
                    Optional<Event.Kind> kind = Event.Kind.of(member);
                    if (kind.isPresent()) {
                        events.add(new Event(kind.get(), count(Texts.required(Documents.text(json), member))));
                    }
                }));
    }

    private void readSpecific(JsonToken value) throws InvalidRecordException {
        if (value != JsonToken.START_OBJECT) {
            return;
        }
        Documents.members(json, (member, token) -> {
            switch (member) {
                case "urgency", "severity" -> word = Words.severity(Documents.text(json));
                case "informational" -> informational = Documents.text(json);
                case "binaries" -> readBuilt();
                default -> {}
            }
        });
    }

    /// `[{"libcurl4": "8.0.1-150400.5.23.1"}]`
    private void readBuilt() throws InvalidRecordException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                Documents.members(json, (member, value) -> {
                    Documents.check(built.size(), MAX_BUILT, "binaries");
                    built.add(Texts.required(member, "a binary"));
                });
            } else {
                json.skipChildren();
            }
        }
    }

    private String count(String version) throws InvalidRecordException {
        characters += version.length();
        if (characters > MAX_CHARACTERS) {
            throw new InvalidRecordException("versions of more than " + MAX_CHARACTERS + " characters");
        }
        return version;
    }

    private List<Affected> affected() {
        Optional<VersionOrder> order = VersionOrder.of(ecosystem);
        if (Ecosystems.type(ecosystem).isEmpty() || order.isEmpty() || (ranges.isEmpty() && versions.isEmpty())) {
            return List.of();
        }
        VersionRanges evaluation = new VersionRanges(order.get());
        List<List<Event>> sorted = ranges.stream().map(evaluation::sorted).toList();
        List<String> rest = evaluation.outside(sorted, versions);
        Rating rating = Words.rating(scores);
        if (word != Severity.UNKNOWN) {
            rating = rating.withWord(word);
        }
        String canonical = Ecosystems.canonical(ecosystem);
        Set<String> names = new LinkedHashSet<>(List.of(name));
        if (NAMES_BUILT.contains(Ecosystems.family(ecosystem))) {
            names.addAll(built);
        }
        List<Affected> affected = new ArrayList<>();
        for (String each : names) {
            affected.add(new Affected(canonical, Ecosystems.name(canonical, each), sorted, rest, rating));
        }
        return affected;
    }
}
