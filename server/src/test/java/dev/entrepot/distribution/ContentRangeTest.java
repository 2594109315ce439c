package dev.entrepot.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {
    @ParameterizedTest
    @ValueSource(strings = {"10-19", " 10-19 ", "bytes 10-19/*", "bytes 10-19/500"})
    void bothFormsAreRead(String header) {
        assertThat(ContentRange.parse(header)).isEqualTo(new ContentRange(10, 19));
        assertThat(ContentRange.parse(header).length()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "10", "10-", "-19", "19-10", "a-b", "10-19-20", "bytes=10-19", "1e3-2e3", "-1-5"})
    void anythingElseIsRefusedWithTheFormThatIsExpected(String header) {
        assertThatThrownBy(() -> ContentRange.parse(header))
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANGE_INVALID))
                .hasMessageContaining("START-END");
    }
}
