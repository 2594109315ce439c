package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/v2/, /v2/",
        "/v2/a/blobs/sha256:00?x=1, /v2/a/blobs/sha256:00",
        "/v2/a%2Fb/, /v2/a%2Fb/",
        "http://h:5000/v2/?n=1, /v2/",
        "HTTPS://h, /",
        "/a?b?c, /a",
        "/a#b, /a",
        "*, *"
    })
    void pathIsKeptAsItCame(String uri, String path) {
        assertThat(RequestTarget.parse(uri).rawPath()).isEqualTo(path);
    }

    @Test
    void queryIsDecodedInOrder() {
        Query query = RequestTarget.parse("/?tag=b&tag=a%20c&digest=sha256%3Aab+c&flag&&=x&e=")
                .query();

        assertThat(query.all("tag")).containsExactly("b", "a c");
        assertThat(query.first("digest")).contains("sha256:ab c");
        assertThat(query.first("flag")).contains("");
        assertThat(query.first("e")).contains("");
        assertThat(query.first("")).contains("x");
        assertThat(query.has("none")).isFalse();
        assertThat(RequestTarget.parse("/?a=b=c").query().all("a")).isEqualTo(List.of("b=c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%4",
                "/%zz",
                "/%00",
                "/%ff",
                "/%c3",
                "/a%C0%80",
                "/?a=%",
                "/?a=%0",
                "/?%fe=1",
                "/?a=%00",
                "/a\u0001b",
                "/a b",
                "/\u00e9",
                "/\u007f",
                "v2/",
                "",
                "ftp://h/",
                "/?a=\t",
                "/%+1",
                "/%-1"
            })
    void unsoundTargetsAreRefused(String uri) {
        assertThatThrownBy(() -> RequestTarget.parse(uri)).isInstanceOf(BadRequestException.class);
    }
}
