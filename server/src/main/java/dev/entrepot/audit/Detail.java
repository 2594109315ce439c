package dev.entrepot.audit;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The details of an entry as they are stored: a JSON object whose members are texts.
final class Detail {
    /// More members than any action has; those beyond are left out, and `cut` says so.
    static final int MAX_MEMBERS = 32;

    /// Bounds what a batch of entries takes in memory.
    static final int MAX_LENGTH = 8_192;

    private static final String CUT = "cut";
    private static final String UNREADABLE = "unreadable";
    private static final JsonFactory FACTORY = new JsonFactory();

    private Detail() {}

    static String json(Map<String, String> members) {
        StringWriter text = new StringWriter();
        int length = 0;
        int written = 0;
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> member : members.entrySet()) {
                String name = AuditText.clean(member.getKey());
                String value = AuditText.clean(member.getValue());
                length += name.length() + value.length();
                if (written == MAX_MEMBERS || length > MAX_LENGTH) {
                    json.writeStringProperty(CUT, "true");
                    break;
                }
                json.writeStringProperty(name, value);
                written++;
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    /// What is in the database may have been altered there: what is no such object is shown as it is.
    static SequencedMap<String, String> parse(String text) {
        SequencedMap<String, String> members = new LinkedHashMap<>();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            boolean sound = json.nextToken() == JsonToken.START_OBJECT;
            while (sound && json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                sound = json.nextToken() == JsonToken.VALUE_STRING && members.put(name, json.getString()) == null;
            }
            if (sound && json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null) {
                return members;
            }
        } catch (JacksonException e) {
            return unreadable(text);
        }
        return unreadable(text);
    }

    private static SequencedMap<String, String> unreadable(String text) {
        return new LinkedHashMap<>(Map.of(UNREADABLE, text));
    }
}
