package dev.entrepot.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseParserTest {

    private final ResponseParser parser = new ResponseParser();

    @Test
    void bodyOfKnownLengthEndsTheResponse() {
        parser.begin(false, true);

        boolean before = feed("HTTP/1.1 201 Created\r\nLocation: /a\r\ncontent-LENGTH: 5\r\n\r\nhell");
        boolean after = feed("o");

        assertThat(before).isFalse();
        assertThat(after).isTrue();
        assertThat(parser.status()).isEqualTo(201);
        assertThat(parser.header("location")).contains("/a");
        assertThat(parser.body()).isEqualTo("hello");
    }

    @Test
    void chunksAreJoinedWhereverTheBytesAreCut() {
        String response =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: v\r\n\r\n";

        for (int cut = 1; cut < response.length(); cut++) {
            parser.begin(false, true);

            assertThat(feed(response.substring(0, cut))).isFalse();
            assertThat(feed(response.substring(cut))).isTrue();
            assertThat(parser.body()).isEqualTo("abc0123456789");
            assertThat(parser.bodyLength()).isEqualTo(13);
        }
    }

    @Test
    void answerToHeadHasNoBody() {
        parser.begin(true, true);

        assertThat(feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")).isTrue();
        assertThat(parser.bodyLength()).isZero();
    }

    @Test
    void provisionalResponseIsPassedOver() {
        parser.begin(false, true);

        assertThat(feed("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"))
                .isTrue();
        assertThat(parser.status()).isEqualTo(202);
    }

    @Test
    void responseWithoutALengthIsRefused() {
        parser.begin(false, true);

        assertThatThrownBy(() -> feed("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without a length");
    }

    private boolean feed(String text) {
        return parser.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
