package dev.entrepot.sbom;

import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Goes through a JSON document from front to back. What a visitor does not read is passed over; what is of another
/// kind
/// than the visitor asks for is as good as absent.
final class Walk {
    private final JsonParser parser;

    Walk(JsonParser parser) {
        this.parser = parser;
    }

    JsonParser parser() {
        return parser;
    }

    boolean atObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    boolean atArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    boolean atText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /// Tells each name while the walk stands at its value.
    void members(Consumer<String> member) {
        if (atObject()) {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                member.accept(name);
                parser.skipChildren();
            }
        }
    }

    /// Runs at each element.
    void elements(Runnable element) {
        if (atArray()) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                element.run();
                parser.skipChildren();
            }
        }
    }

    /// The string that stands here, or else nothing.
    String text() {
        return atText() ? parser.getString() : "";
    }
}
