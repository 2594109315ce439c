package dev.entrepot.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class JsonObjectTest {
    private static JsonObject read(String document) {
        return JsonObject.read(document.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(Runnable reading) {
        try {
            reading.run();
        } catch (RefusedException e) {
            assertThat(e.answer().status()).isEqualTo(400);
            return new String(((Response.Body.Bytes) e.answer().body()).bytes(), StandardCharsets.UTF_8);
        }
        throw new AssertionError("nothing was refused");
    }

    private static String refusal(String document) {
        return refusal(() -> read(document));
    }

    private static String refusal(String document, Consumer<JsonObject> use) {
        JsonObject object = read(document);
        return refusal(() -> use.accept(object));
    }

    @Test
    void membersAreReadByTheirTypes() {
        JsonObject object = read("""
                {"name":"a","flag":true,"number":7,"nothing":null,"texts":["x","y"],"inner":{"k":"v"},"time":"24h"}
                """);

        assertThat(object.text("name", 10)).isEqualTo("a");
        assertThat(object.optionalFlag("flag")).contains(true);
        assertThat(object.optionalNumberOrNull("number", 0)).contains(Optional.of(7L));
        assertThat(object.optionalNumberOrNull("nothing", 0)).contains(Optional.empty());
        assertThat(object.optionalNumberOrNull("absent", 0)).isEmpty();
        assertThat(object.optionalTexts("texts", 10)).contains(List.of("x", "y"));
        assertThat(object.optionalTextsByName("inner", 10)).contains(Map.of("k", "v"));
        assertThat(object.optionalDuration("time")).contains(Duration.ofDays(1));
        assertThat(object.optionalText("absent", 10)).isEmpty();
    }

    @Test
    void whatIsNotStrictJsonIsRefused() {
        assertThat(refusal("")).contains("empty");
        assertThat(refusal("   ")).contains("empty");
        assertThat(refusal("[]")).contains("an array");
        assertThat(refusal("{} {}")).contains("after the end");
        assertThat(refusal("{\"a\":1,\"a\":2}")).contains("a stands in the body twice");
        assertThat(refusal("{\"o\":{\"a\":1,\"a\":2}}")).contains("o.a stands in the body twice");
        assertThat(refusal("{\"a\":1.5}")).contains("a: expected a whole number");
        assertThat(refusal("{\"a\":99999999999999999999}")).contains("a: expected a whole number");
        assertThat(refusal("{a:1}")).contains("not JSON");
        assertThat(refusal("{\"a\":1")).contains("not JSON");
        assertThat(refusal("{\"a\":" + "[".repeat(9) + "]".repeat(9) + "}")).contains("nested deeper");
        assertThat(refusal(() -> JsonObject.read(new byte[] {'{', (byte) 0xff, '}'})))
                .contains("UTF-8");
    }

    @Test
    void unknownMembersAreNamedTogetherWithTheKnown() {
        assertThat(refusal("{\"nmae\":\"a\"}", object -> object.only("name", "role")))
                .contains("nmae is not known here: expected some of name, role");
    }

    @Test
    void wrongTypesAreNamedAndValuesAreNot() {
        assertThat(refusal("{\"name\":7}", object -> object.text("name", 10)))
                .contains("name: found a number, expected a string");
        assertThat(refusal("{}", object -> object.text("name", 10))).contains("name is missing: expected a string");
        assertThat(refusal("{\"password\":[\"hunter2\"]}", object -> object.secret("password")))
                .contains("found an array")
                .doesNotContain("hunter2");
        assertThat(refusal("{\"texts\":[\"a\",1]}", object -> object.optionalTexts("texts", 10)))
                .contains("texts: found a number, expected an array of strings");
        assertThat(refusal("{\"bytes\":-1}", object -> object.optionalNumberOrNull("bytes", 0)))
                .contains("from 0 on, or null");
        assertThat(refusal("{\"t\":\"1 week\"}", object -> object.optionalDuration("t")))
                .contains("30d");
    }

    @Test
    void textIsBoundedAndSteersNothing() {
        assertThat(refusal("{\"a\":\"12345\"}", object -> object.text("a", 4))).contains("at most 4 characters");
        for (String bad : List.of("\\u0000", "\\n", "\\u001b", "\\u007f", "\\u0085", "\\u202e", "\\u2066", "\\ud800")) {
            assertThat(refusal("{\"a\":\"x" + bad + "\"}", object -> object.text("a", 10)))
                    .as(bad)
                    .contains("without control characters");
        }
        assertThat(read("{\"a\":\"one\\ntwo\"}").optionalLines("a", 10)).contains("one\ntwo");
        assertThat(read("{\"a\":\"\\ud83d\\ude00\"}").text("a", 10)).isEqualTo("😀");
    }

    @Test
    void aWriterLeavesOutWhatIsEmpty() {
        byte[] document = JsonWriter.document(json -> json.put("a", "x\"y")
                .putText("b", Optional.empty())
                .putTime("c", Optional.of(Instant.parse("2026-11-23T10:00:00.123456Z")))
                .putNumber("d", Optional.of(7L))
                .texts("e", List.of("1", "2"))
                .object("f", inner -> inner.put("g", true))
                .array("h", List.of("i"), (item, value) -> item.put("name", value)));

        assertThat(new String(document, StandardCharsets.UTF_8)).isEqualTo("""
                {"a":"x\\"y","c":"2026-11-23T10:00:00.123Z","d":7,"e":["1","2"],"f":{"g":true},"h":[{"name":"i"}]}""");
    }

    @Test
    void whatWasReadDoesNotPrintItsTexts() {
        assertThatThrownBy(() -> {
                    throw new IllegalStateException(String.valueOf(new JsonReader.Text("hunter2")));
                })
                .hasMessageNotContaining("hunter2");
    }
}
