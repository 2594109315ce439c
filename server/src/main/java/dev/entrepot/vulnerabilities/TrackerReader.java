package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the export of Debian's security tracker (`data/json`):
/// `{source package: {CVE: {description, releases: {bookworm: {status, fixed_version, urgency, …}}}}}`.
///
/// `resolved` at a version concerns what is before it, at version 0 nothing; `open` concerns every version;
/// `undetermined` says nothing. A release whose code name is not known here is passed over.
final class TrackerReader {
    private static final int MAX_RELEASES = 100;

    private final JsonParser json;
    private final ImportTally tally;
    private final String where;

    TrackerReader(JsonParser json, ImportTally tally, String where) {
        this.json = json;
        this.tally = tally;
        this.where = where;
    }

    void read(SecdbReader.Receiver receiver) throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String source = json.currentName();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                readSource(source, receiver);
            } else {
                json.skipChildren();
            }
        }
    }

    private void readSource(String source, SecdbReader.Receiver receiver) throws IOException {
        int depth = json.streamReadContext().getNestingDepth();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String id = json.currentName();
            json.nextToken();
            try {
                Advisory advisory = readIssue(Texts.required(source, "a source package"), Texts.required(id, "a CVE"));
                if (!advisory.affected().isEmpty()) {
                    receiver.accept(advisory);
                    tally.record();
                }
            } catch (InvalidRecordException e) {
                tally.broken(
                        where + ", " + Texts.plain(source) + " " + Texts.plain(id), String.valueOf(e.getMessage()));
                Documents.leave(json, depth);
            }
        }
    }

    private Advisory readIssue(String source, String id) throws InvalidRecordException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            throw new InvalidRecordException("no object");
        }
        String[] description = {""};
        List<Affected> affected = new ArrayList<>();
        Documents.members(json, (name, value) -> {
            if (name.equals("description")) {
                description[0] = Texts.title(Documents.text(json));
            } else if (name.equals("releases") && value == JsonToken.START_OBJECT) {
                Documents.members(json, (release, token) -> {
                    Documents.check(affected.size(), MAX_RELEASES, "releases");
                    readRelease(source, release, affected);
                });
            }
        });
        return new Advisory(Head.of(id, description[0]), 0, false, affected);
    }

    private void readRelease(String source, String release, List<Affected> affected) throws InvalidRecordException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new InvalidRecordException("a release that is no object");
        }
        String[] status = {"", "", ""};
        Documents.members(json, (name, value) -> {
            switch (name) {
                case "status" -> status[0] = Documents.text(json);
                case "fixed_version" -> status[1] = Texts.optional(Documents.text(json), name);
                case "urgency" -> status[2] = Documents.text(json);
                default -> {}
            }
        });
        Severity urgency = Words.severity(status[2]);
        Lookup.debianRelease(release).ifPresent(ecosystem -> {
            Rating rating = Rating.of(urgency);
            if (status[0].equals("open")) {
                List<Event> always = List.of(new Event(Event.Kind.INTRODUCED, "0"));
                affected.add(new Affected(ecosystem, source, List.of(always), List.of(), rating));
            } else if (status[0].equals("resolved") && !status[1].isEmpty() && !status[1].equals("0")) {
                affected.add(Affected.before(ecosystem, source, List.of(status[1]), rating));
            }
        });
    }
}
