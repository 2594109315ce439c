package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What a file is, told from its content: names differ from mirror to mirror.
enum Content {
    /// One record of OSV, or several one behind the other or in a list.
    OSV,
    SECDB,
    TRACKER,
    KEV,
    EPSS,
    /// JSON that does not parse so far that it says what it is.
    BROKEN,
    UNKNOWN;

    /// A document that does not say by then what it is, is none of these.
    private static final int MAX_MEMBERS = 200;

    private static final Pattern EPSS_LINE = Pattern.compile("#model_version:.*|cve,epss,percentile.*");
    private static final Pattern ISSUE = Pattern.compile("(CVE|TEMP)-\\d+-.+");
    private static final int BYTE_ORDER_MARK = 0xfeff;
    private static final int FIRST_BYTES = 1_000;

    /// Reads as much of the content as it needs, and closes it; the stream can be marked.
    static Content of(InputStream content) throws IOException {
        try (content) {
            content.mark(FIRST_BYTES);
            String text = new String(content.readNBytes(FIRST_BYTES), StandardCharsets.UTF_8);
            String stripped = (text.indexOf(BYTE_ORDER_MARK) == 0 ? text.substring(1) : text).stripLeading();
            if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
                String line = stripped.lines().findFirst().orElse("");
                return EPSS_LINE.matcher(line).matches() ? EPSS : UNKNOWN;
            }
            content.reset();
            Content found = ofJson(content);
            return found == BROKEN && stripped.startsWith("[") ? UNKNOWN : found;
        }
    }

    private static Content ofJson(InputStream content) throws IOException {
        try (JsonParser json = Documents.parser(content)) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY && json.nextToken() != JsonToken.START_OBJECT) {
                return UNKNOWN;
            }
            return new Recognition(json).content();
        } catch (JacksonException e) {
            return BROKEN;
        }
    }

    private static final class Recognition {
        private final JsonParser json;
        private final int depth;
        private boolean hasId;
        private boolean hasMark;

        Recognition(JsonParser json) {
            this.json = json;
            this.depth = json.streamReadContext().getNestingDepth();
        }

        Content content() {
            for (int count = 0; count < MAX_MEMBERS && json.nextToken() == JsonToken.PROPERTY_NAME; count++) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                Content content = told(name, value);
                if (content != UNKNOWN) {
                    return content;
                }
                json.skipChildren();
            }
            return UNKNOWN;
        }

        private Content told(String name, JsonToken value) {
            switch (name) {
                case "catalogVersion" -> {
                    return KEV;
                }
                case "distroversion", "apkurl", "urlprefix" -> {
                    return value == JsonToken.VALUE_STRING ? SECDB : UNKNOWN;
                }
                case "id" -> hasId = value == JsonToken.VALUE_STRING;
                case "schema_version", "modified", "affected", "aliases", "withdrawn" -> hasMark = true;
                default -> {}
            }
            if (hasId && hasMark) {
                return OSV;
            }
            return switch (value) {
                case START_ARRAY -> ofItems(name);
                case START_OBJECT -> ofIssues();
                default -> UNKNOWN;
            };
        }

        private Content ofItems(String name) {
            if (json.nextToken() == JsonToken.START_OBJECT && json.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = json.currentName();
                Content content = name.equals("packages") && member.equals("pkg")
                        ? SECDB
                        : name.equals("vulnerabilities") && member.equals("cveID") ? KEV : UNKNOWN;
                json.nextToken();
                json.skipChildren();
                leave();
                return content;
            }
            leave();
            return UNKNOWN;
        }

        private Content ofIssues() {
            boolean issue = json.nextToken() == JsonToken.PROPERTY_NAME
                    && ISSUE.matcher(json.currentName()).matches()
                    && json.nextToken() == JsonToken.START_OBJECT;
            leave();
            return issue ? TRACKER : UNKNOWN;
        }

        /// To the end of the member's value.
        private void leave() {
            Documents.leave(json, depth);
        }
    }
}
