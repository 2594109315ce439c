package dev.entrepot.vulnerabilities;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads lists that say one thing of each CVE: CISA's catalogue of exploited ones (JSON) and FIRST's EPSS (CSV:
/// `cve,epss,percentile`, before it a comment with the day of the scores).
final class CatalogueReader {
    private static final Pattern SCORED_ON = Pattern.compile("score_date:([0-9T:.+Z-]+)");

    /// The newest EPSS lines have fewer than 50 characters.
    private static final int LONGEST_LINE = 1_000;

    private static final Pattern NO_OFFSET = Pattern.compile("(.*)([+-]\\d{2})(\\d{2})");

    private final ScoreFile.Writer out;
    private final ImportTally tally;
    private final String where;

    CatalogueReader(ScoreFile.Writer out, ImportTally tally, String where) {
        this.out = out;
        this.tally = tally;
        this.where = where;
    }

    /// Gives the time of the catalogue in seconds since 1970; 0 when it does not say.
    long readExploited(JsonParser json) throws IOException {
        long released = 0;
        json.nextToken();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("dateReleased")) {
                released = time(Documents.text(json));
            } else if (name.equals("vulnerabilities") && value == JsonToken.START_ARRAY) {
                readVulnerabilities(json);
            } else {
                json.skipChildren();
            }
        }
        return released;
    }

    private void readVulnerabilities(JsonParser json) throws IOException {
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY && token != null;
                token = json.nextToken()) {
            String[] cve = {""};
            if (token == JsonToken.START_OBJECT) {
                Documents.members(json, (name, value) -> {
                    if (name.equals("cveID")) {
                        cve[0] = Documents.text(json);
                    }
                });
            } else {
                json.skipChildren();
            }
            add(cve[0], 1);
        }
    }

    long readScores(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        long scoredOn = 0;
        int number = 0;
        for (String line = line(lines); line != null; line = line(lines)) {
            number++;
            Matcher day = SCORED_ON.matcher(line);
            if (line.startsWith("#")) {
                scoredOn = day.find() ? time(day.group(1)) : scoredOn;
            } else if (!line.isEmpty() && !line.startsWith("cve,")) {
                readScore(line, number);
            }
        }
        return scoredOn;
    }

    private void readScore(String line, int number) throws IOException {
        String[] cells = line.split(",", -1);
        try {
            double score = cells.length < 2 ? -1 : Double.parseDouble(cells[1]);
            if (score >= 0 && score <= 1) {
                add(cells[0], score);
                return;
            }
        } catch (NumberFormatException e) {
            // told below, with the other lines that hold no probability
        }
        tally.broken(where + " line " + number, "expected cve,epss,percentile");
    }

    private void add(String cve, double number) throws IOException {
        if (out.add(cve, number)) {
            tally.record();
        } else {
            tally.broken(where, "no CVE: " + Texts.shortened(cve));
        }
    }

    /// A line, cut where it is longer than any that is meant; null at the end. What the source throws is
    /// unchecked here, to tell it from what the store throws.
    private static @Nullable String line(BufferedReader in) {
        try {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            StringBuilder line = new StringBuilder();
            for (; next >= 0 && next != '\n'; next = in.read()) {
                if (line.length() < LONGEST_LINE && next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long time(String text) {
        Matcher noColon = NO_OFFSET.matcher(text);
        try {
            return Texts.seconds(noColon.matches() ? noColon.replaceFirst("$1$2:$3") : text, "date");
        } catch (InvalidRecordException e) {
            return 0;
        }
    }
}
