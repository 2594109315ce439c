package dev.entrepot.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLogTest {
    @Test
    void lineIsKeysAndValuesWithoutAnId() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RequestLog log = new RequestLog(new PrintStream(out, true, StandardCharsets.UTF_8));

        log.write(new RequestLine("PUT", "/v2/a/blobs/uploads/1", "blob.upload", 201, 5, 0, 1_234_567, "::1", "alice"));
        log.close();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("event=request method=PUT path=/v2/a/blobs/uploads/1 route=blob.upload status=201"
                        + " bytesIn=5 bytesOut=0 ms=1.234 client=::1 user=alice\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/plain-path_1.2~ | /plain-path_1.2~",
                "`/a b` | /a\\x20b",
                "`/a\nstatus=200` | /a\\x0astatus\\x3d200",
                "`/\u001b[31m` | /\\x1b[31m",
                "`/\"q\\` | /\\x22q\\x5c",
                "/\u00e9\u202e | /\\u00e9\\u202e",
                "`` | -"
            })
    void strangersTextCannotLeaveItsValue(String path, String logged) {
        StringBuilder text = new StringBuilder();

        LogText.append(text, path);

        assertThat(text).hasToString(logged);
    }

    @Test
    void longValuesAreCut() {
        StringBuilder text = new StringBuilder();

        LogText.append(text, "x".repeat(5_000));

        assertThat(text.length()).isLessThan(1_100);
        assertThat(text.toString()).endsWith("...");
    }

    @Test
    void everyLineIsWrittenAtClose() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RequestLog log = new RequestLog(new PrintStream(out, true, StandardCharsets.UTF_8));

        for (int i = 0; i < 20_000; i++) {
            log.write(line(i));
        }
        log.close();

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(20_000);
    }

    @Test
    void fullBufferDropsAndCounts() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch mayWrite = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writing.countDown();
                try {
                    mayWrite.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                out.write(bytes, offset, length);
            }
        };
        RequestLog log = new RequestLog(new PrintStream(stuck, false, StandardCharsets.UTF_8), 10);

        log.write(line(0));
        writing.await();
        for (int i = 1; i <= 15; i++) {
            log.write(line(i));
        }
        mayWrite.countDown();
        log.close();

        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("event=request_log dropped=5\n");
        assertThat(text.lines().filter(line -> line.startsWith("event=request ")))
                .hasSize(11);
    }

    private static RequestLine line(int number) {
        return new RequestLine("GET", "/" + number, "r", 200, 0, 0, 0, "c", "u");
    }
}
