package dev.entrepot.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Reads HTTP/1.1 responses as their bytes arrive. One parser serves a whole connection: [#begin] before each
/// request, then [#feed] until it answers true.
final class ResponseParser {

    /// Beyond what any of the compared servers sends as a head.
    private static final int HEAD_LIMIT = 32 * 1024;

    private static final int END_OF_HEAD = 0x0D0A0D0A;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "transfer-encoding: chunked".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        HEAD,
        LENGTH_BODY,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILER,
        DONE
    }

    private final byte[] head = new byte[HEAD_LIMIT];
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private State state = State.DONE;
    private int headLength;
    private int lastFour;
    private long remaining;
    private int trailerLine;
    private boolean bodyless;
    private boolean keeping;
    private long bodyLength;

    /// `bodyless` for the answer to HEAD; with `keeping` the body is held for [#body], otherwise it is only counted.
    void begin(boolean bodyless, boolean keeping) {
        this.bodyless = bodyless;
        this.keeping = keeping;
        kept.reset();
        state = State.HEAD;
        headLength = 0;
        lastFour = 0;
        bodyLength = 0;
    }

    /// Takes what the buffer holds; true once the response is complete.
    boolean feed(ByteBuffer bytes) {
        while (bytes.hasRemaining() && state != State.DONE) {
            switch (state) {
                case HEAD -> head(bytes);
                case LENGTH_BODY, CHUNK_DATA -> data(bytes);
                case CHUNK_SIZE -> chunkSize(bytes.get());
                case CHUNK_END -> {
                    if (bytes.get() == '\n') {
                        remaining = 0;
                        state = State.CHUNK_SIZE;
                    }
                }
                case TRAILER -> trailer(bytes.get());
                case DONE -> throw new IllegalStateException("read past the end of a response");
            }
        }
        return state == State.DONE;
    }

    private void head(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (headLength == HEAD_LIMIT) {
                throw new IllegalStateException("a response head of more than " + HEAD_LIMIT + " bytes");
            }
            head[headLength++] = next;
            lastFour = (lastFour << 8) | (next & 0xFF);
            if (lastFour == END_OF_HEAD) {
                headEnded();
                return;
            }
        }
    }

    private void headEnded() {
        int status = status();
        if (status < 200) {
            headLength = 0;
            lastFour = 0;
            return;
        }
        if (bodyless || status == 204 || status == 304) {
            state = State.DONE;
            return;
        }
        for (int at = lineAfter(0); at < headLength; at = lineAfter(at)) {
            if (startsWith(at, LENGTH)) {
                remaining = number(at + LENGTH.length);
                state = remaining == 0 ? State.DONE : State.LENGTH_BODY;
                return;
            }
            if (startsWith(at, CHUNKED)) {
                remaining = 0;
                state = State.CHUNK_SIZE;
                return;
            }
        }
        throw new IllegalStateException("a response without a length:\n" + headText());
    }

    private int lineAfter(int at) {
        int end = at;
        while (end < headLength && head[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    private boolean startsWith(int at, byte[] lowerCase) {
        if (at + lowerCase.length > headLength) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte found = head[at + i];
            if (found >= 'A' && found <= 'Z') {
                found = (byte) (found + ('a' - 'A'));
            }
            if (found != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int from) {
        long value = 0;
        for (int at = from; at < headLength && head[at] != '\r'; at++) {
            if (head[at] != ' ') {
                value = value * 10 + (head[at] - '0');
            }
        }
        return value;
    }

    private void data(ByteBuffer bytes) {
        int taken = (int) Math.min(remaining, bytes.remaining());
        if (keeping) {
            byte[] copy = new byte[taken];
            bytes.get(copy);
            kept.writeBytes(copy);
        } else {
            bytes.position(bytes.position() + taken);
        }
        bodyLength += taken;
        remaining -= taken;
        if (remaining == 0) {
            state = state == State.LENGTH_BODY ? State.DONE : State.CHUNK_END;
        }
    }

    private void chunkSize(byte next) {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            remaining = remaining * 16 + digit;
        } else if (next == '\n') {
            trailerLine = 0;
            state = remaining == 0 ? State.TRAILER : State.CHUNK_DATA;
        }
    }

    private void trailer(byte next) {
        if (next == '\n') {
            state = trailerLine == 0 ? State.DONE : State.TRAILER;
            trailerLine = 0;
        } else if (next != '\r') {
            trailerLine++;
        }
    }

    int status() {
        return (head[STATUS_AT] - '0') * 100 + (head[STATUS_AT + 1] - '0') * 10 + (head[STATUS_AT + 2] - '0');
    }

    long bodyLength() {
        return bodyLength;
    }

    String body() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    /// The first header of that name; names compare without regard to case.
    Optional<String> header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        return headText()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(line -> line.substring(wanted.length()).strip())
                .findFirst();
    }

    private String headText() {
        return new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
    }
}
