package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads one record of the OSV schema (version 1.7 and before), reduced to what matching needs.
///
/// What is no vulnerability is left out: errata of bugs and enhancements (ALBA, ALEA and their like) unless
/// they name CVEs, and RustSec's `unmaintained` and `notice`. Its `unsound` stays: such code is wrong though
/// nobody showed an attack; negligible unless it has a score.
final class OsvReader {
    /// The largest public record names some 3,000 packages (a kernel update).
    private static final int MAX_PACKAGES = 50_000;

    private static final int MAX_IDS = 5_000;
    private static final int MAX_REFERENCES = 100_000;
    private static final int MAX_SCORES = 50;

    private static final Pattern ERRATUM = Pattern.compile(
            "(ALBA|ALEA|RLBA|RLEA|RHBA|RHEA|ELBA|ELEA|SUSE-RU|SUSE-FU|SUSE-OU|openSUSE-RU|openSUSE-FU|openSUSE-OU)-.*");

    /// `nodejs:16` in `Important: nodejs:16 security update`.
    private static final Pattern STREAM = Pattern.compile("(?<![\\w:])([A-Za-z][\\w.+-]*:[A-Za-z0-9][\\w.+-]*)");

    /// GitHub says so in the title too, which is all that tables made from its advisories keep of it.
    private static final Pattern WITHDRAWN_TITLE = Pattern.compile("Withdrawn( Advisory)?: ");

    private final JsonParser json;
    private final OsvPackages packages;
    private String id = "";
    private String modified = "";
    private String withdrawn = "";
    private String summary = "";
    private String details = "";
    private String url = "";
    private List<String> aliases = List.of();
    private List<String> upstream = List.of();
    private List<String> related = List.of();
    private List<String> scores = List.of();
    private Severity word = Severity.UNKNOWN;
    private final List<Affected> affected = new ArrayList<>();

    private OsvReader(JsonParser json) {
        this.json = json;
        this.packages = new OsvPackages(json);
    }

    /// The object whose beginning was just read.
    static Reading read(JsonParser json) throws InvalidRecordException {
        OsvReader reader = new OsvReader(json);
        Documents.members(json, reader::member);
        return reader.reading();
    }

    private void member(String name, JsonToken value) throws InvalidRecordException {
        switch (name) {
            case "id" -> id = Documents.text(json);
            case "modified" -> modified = Documents.text(json);
            case "withdrawn" -> withdrawn = Documents.text(json);
            case "summary" -> summary = Texts.title(Documents.text(json));
            case "details" -> details = Texts.title(Documents.text(json));
            case "aliases" -> aliases = ids("aliases");
            case "upstream" -> upstream = ids("upstream");
            case "related" -> related = ids("related");
            case "severity" -> scores = scores(json);
            case "references" -> references();
            case "affected" -> affected();
            case "database_specific" -> databaseSpecific(value);
            default -> {}
        }
    }

    private List<String> ids(String what) throws InvalidRecordException {
        List<String> ids = Documents.texts(json, MAX_IDS, what);
        for (String each : ids) {
            Texts.optional(each, what);
        }
        return ids.stream().filter(each -> !each.isEmpty()).distinct().toList();
    }

    /// The scores of a `severity` list.
    static List<String> scores(JsonParser json) throws InvalidRecordException {
        List<String> scores = new ArrayList<>();
        Documents.objects(
                json,
                "severity",
                MAX_SCORES,
                () -> Documents.members(json, (name, value) -> {
                    if (name.equals("score")) {
                        scores.add(Documents.text(json));
                    }
                }));
        return scores;
    }

    /// The advisory itself, the first one named.
    private void references() throws InvalidRecordException {
        Documents.objects(json, "references", MAX_REFERENCES, () -> {
            String[] reference = {"", ""};
            Documents.members(json, (name, token) -> {
                switch (name) {
                    case "type" -> reference[0] = Documents.text(json);
                    case "url" -> reference[1] = Documents.text(json);
                    default -> {}
                }
            });
            if (url.isEmpty() && reference[0].equals("ADVISORY")) {
                url = Texts.url(reference[1]);
            }
        });
    }

    private void affected() throws InvalidRecordException {
        Documents.objects(json, "affected", MAX_PACKAGES, () -> affected.addAll(packages.read()));
    }

    private void databaseSpecific(JsonToken value) {
        if (value == JsonToken.START_OBJECT) {
            Documents.members(json, (name, token) -> {
                if (name.equals("severity")) {
                    word = Words.severity(Documents.text(json));
                }
            });
        }
    }

    private Reading reading() throws InvalidRecordException {
        Texts.required(id, "id");
        boolean takenBack =
                !withdrawn.isEmpty() || WITHDRAWN_TITLE.matcher(summary).lookingAt();
        Texts.seconds(withdrawn, "withdrawn");
        long time = Texts.seconds(modified, "modified");
        if (packages.informational() || (ERRATUM.matcher(id).matches() && !namesVulnerabilities())) {
            return new Reading.NoVulnerability();
        }
        if (affected.isEmpty() && !takenBack) {
            return new Reading.Foreign();
        }
        return new Reading.Useful(new Advisory(head(), time, takenBack, affected));
    }

    private boolean namesVulnerabilities() {
        return List.of(aliases, upstream, related).stream()
                .flatMap(List::stream)
                .anyMatch(Identity::isCve);
    }

    private Head head() throws InvalidRecordException {
        String title = summary.isEmpty() ? details : summary;
        List<String> streams = affected.stream().anyMatch(Affected::modular) ? streams(title) : List.of();
        return new Head(
                id,
                aliases,
                upstream,
                related.stream().filter(Identity::isCve).toList(),
                rating(),
                title,
                url,
                streams);
    }

    private Rating rating() {
        Rating rating = Words.rating(scores);
        Severity said = word != Severity.UNKNOWN ? word : rating.word();
        if (said == Severity.UNKNOWN) {
            said = Words.ofSummary(summary);
        }
        if (said == Severity.UNKNOWN && id.startsWith("MAL-")) {
            said = Severity.CRITICAL;
        }
        if (said == Severity.UNKNOWN && rating.vector().isEmpty() && packages.unsound()) {
            said = Severity.NEGLIGIBLE;
        }
        return rating.withWord(said);
    }

    private static List<String> streams(String title) {
        Set<String> streams = new LinkedHashSet<>();
        Matcher found = STREAM.matcher(title);
        while (found.find()) {
            streams.add(found.group(1));
        }
        return List.copyOf(streams);
    }
}
