package dev.entrepot.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DetailTest {
    @Property
    void whatIsWrittenIsRead(@ForAll @Size(max = 5) Map<String, String> members) {
        Map<String, String> clean = new LinkedHashMap<>();
        members.forEach((name, value) -> clean.put(AuditText.clean(name), AuditText.clean(value)));

        assertThat(Detail.parse(Detail.json(clean))).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"a\":1}", "{\"a\":\"1\",\"a\":\"2\"}", "{} {}", "{\"a\":{}}", "null"})
    void whatIsNoSuchObjectIsShownAsItIs(String text) {
        assertThat(Detail.parse(text)).isEqualTo(Map.of("unreadable", text));
    }

    @Test
    void tooManyMembersAndTooLongOnesAreCut() {
        Map<String, String> many = new LinkedHashMap<>();
        Map<String, String> fits = new LinkedHashMap<>();
        Map<String, String> large = new LinkedHashMap<>();
        for (int i = 0; i <= Detail.MAX_MEMBERS; i++) {
            many.put("m" + i, "");
            large.put("m" + i, "x".repeat(1_000));
        }
        fits.putAll(many);
        fits.remove("m0");

        assertThat(Detail.parse(Detail.json(fits))).hasSize(Detail.MAX_MEMBERS).doesNotContainKey("cut");
        assertThat(Detail.parse(Detail.json(many)))
                .hasSize(Detail.MAX_MEMBERS + 1)
                .containsEntry("cut", "true");
        assertThat(Detail.json(large)).hasSizeLessThan(Detail.MAX_LENGTH + 500).contains("\"cut\":\"true\"");
    }

    @Property
    void idsSortByTheirMicrosecond(
            @ForAll @LongRange(min = 0, max = 1L << 55) long first,
            @ForAll @LongRange(min = 0, max = 5_000) long later) {
        String id = EntryId.at(first);

        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(UUID.fromString(id).variant()).isEqualTo(2);
        assertThat(EntryId.first(first)).isLessThanOrEqualTo(id);
        assertThat(EntryId.first(first + 1)).isGreaterThan(id);
        assertThat(EntryId.first(first + later)).isGreaterThanOrEqualTo(EntryId.first(first));
    }
}
