package dev.entrepot.e2e.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Bytes that are no HTTP, HTTP that frames its messages in two ways at once, and headers without bounds.
final class WireCases {
    private static final String HOST = "Host: registry.test\r\n";
    private static final String END = "Connection: close\r\n\r\n";

    /// As many connections with bytes made by chance; the seed makes them the same at every run.
    private static final int RANDOM_CASES = 40;

    private WireCases() {}

    static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        requestLines(cases);
        headers(cases);
        framing(cases);
        noise(cases);
        return cases;
    }

    private static void requestLines(List<HostileCase> cases) {
        for (String line : List.of(
                "GET",
                "GET ",
                "GET /v2/",
                "GET /v2/ HTTP",
                "GET /v2/ HTTP/",
                "GET /v2/ HTTP/9.9",
                "GET /v2/ HTTP/1.1.1",
                "GET /v2/ HTTP/0.1",
                "GET /v2/ http/1.1",
                "GET /v2/ FTP/1.1",
                "GET  /v2/  HTTP/1.1 x",
                "/v2/ GET HTTP/1.1",
                "GET v2/ HTTP/1.1",
                "GET ? HTTP/1.1",
                "GET * HTTP/1.1",
                "G\u0000T /v2/ HTTP/1.1",
                "GET /v2/\u0000 HTTP/1.1",
                "GET /v2/\u0001 HTTP/1.1",
                "GET /v2/\u00ff HTTP/1.1",
                "G(T /v2/ HTTP/1.1",
                "GET /v2/ a HTTP/1.1",
                "GET /" + "a".repeat(100_000) + " HTTP/1.1",
                "A".repeat(100_000) + " /v2/ HTTP/1.1",
                "GET /v2/?" + "a=b&".repeat(20_000) + " HTTP/1.1",
                "CONNECT registry.test:443 HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "PRI * HTTP/2.0",
                "GET http://[::1 HTTP/1.1",
                "GET http:// HTTP/1.1",
                "GET //// HTTP/1.1",
                "GET /%00 HTTP/1.1",
                "GET \\v2\\ HTTP/1.1")) {
            add(cases, "request line " + shown(line), line + "\r\n" + HOST + END);
        }
        // RFC 9110, 2.5: a later minor version is read as the one that is known.
        cases.add(HostileCase.raw(
                "wire, request line of a later minor version",
                Expectation.CREDENTIAL,
                target -> latin("GET /v2/ HTTP/1.2\r\n" + HOST + END)));
        // No request has a fragment; one that comes may be cut off.
        cases.add(HostileCase.raw(
                "wire, request line with a fragment",
                Expectation.CHANGED_BYTES,
                target -> latin("GET /v2/#fragment HTTP/1.1\r\n" + HOST + END)));
        add(cases, "only a line break", "\r\n");
        add(cases, "nothing at all", "");
        add(cases, "1,000 line breaks", "\r\n".repeat(1_000));
    }

    private static void headers(List<HostileCase> cases) {
        for (String header : List.of(
                "no colon",
                ": no name",
                "Na me: x",
                "Name : x",
                "N\u0000me: x",
                "Name: a\u0000b",
                "Name: a\u0001b",
                "N(me: x",
                "\u00e4: x",
                " folded: x",
                "Host: second",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: \u000bchunked",
                "Content-Length: -1",
                "Content-Length: +1",
                "Content-Length: 1x",
                "Content-Length: 0x1",
                "Content-Length: 1, 2",
                "Content-Length: 99999999999999999999",
                "Content-Length: 1.0",
                "Content-Length: ",
                "Content-Length: 1 1",
                "Name: " + "a".repeat(100_000),
                "a".repeat(100_000) + ": x",
                "Expect: the unexpected")) {
            add(
                    cases,
                    "header " + shown(header),
                    "POST /v2/a/b/blobs/uploads/x HTTP/1.1\r\n" + HOST + header + "\r\n" + END);
        }
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            many.append("Name").append(i).append(": ").append(i).append("\r\n");
        }
        add(cases, "10,000 headers", "GET /v2/ HTTP/1.1\r\n" + HOST + many + END);
        add(cases, "headers without end", "GET /v2/ HTTP/1.1\r\n" + HOST + many);
        add(cases, "cut in a header", "GET /v2/ HTTP/1.1\r\nHo");
        add(cases, "no Host", "GET /v2/a/b/manifests/x HTTP/1.1\r\n" + END);
    }

    // Request smuggling: where two servers would see the end of the message at different places, ours sees an error.
    private static void framing(List<HostileCase> cases) {
        for (String framing : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v2/ HTTP/1.1\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /v2/ HTTP/1.1\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n123456",
                "Content-Length: 5\r\nContent-Length: x\r\n\r\n12345",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity, chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nab",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                "Transfer-Encoding: chunked\r\n\r\n5;" + "a".repeat(100_000) + "\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "a: b\r\n".repeat(20_000) + "\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
            String manifest =
                    "PUT " + Target.BASE + "/manifests/smuggled HTTP/1.1\r\n" + HOST + "Connection: close\r\n";
            cases.add(HostileCase.raw(
                    "framing " + shown(framing),
                    Expectation.WIRE,
                    target -> latin(manifest + "Authorization: " + target.authorization() + "\r\n" + framing)));
        }
    }

    private static void noise(List<HostileCase> cases) {
        Random random = new Random(20);
        for (int i = 0; i < RANDOM_CASES; i++) {
            byte[] bytes = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(bytes);
            // A line must end, or the case would only be one of a line that is too long.
            bytes[random.nextInt(bytes.length)] = '\n';
            cases.add(HostileCase.raw("noise " + i, Expectation.WIRE, target -> bytes));
        }
        for (int i = 0; i < RANDOM_CASES; i++) {
            byte[] bytes = latin("GET " + Target.BASE + "/manifests/none HTTP/1.1\r\n" + HOST + END);
            for (int changed = 0; changed < 3; changed++) {
                bytes[random.nextInt(bytes.length - 4)] = (byte) random.nextInt(256);
            }
            cases.add(HostileCase.raw(
                    "request with three bytes changed " + i, Expectation.CHANGED_BYTES, target -> bytes));
        }
        cases.add(HostileCase.raw("the hello of TLS", Expectation.WIRE, target ->
                new byte[] {0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x03}));
        cases.add(HostileCase.raw("the hello of SSH", Expectation.WIRE, target -> latin("SSH-2.0-client\r\n")));
        cases.add(HostileCase.raw(
                "HTTP/2 and then noise",
                Expectation.HTTP2,
                target -> preface(new byte[] {
                    (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 0
                })));
        cases.add(HostileCase.raw("HTTP/2 and nothing more", Expectation.HTTP2, target -> preface(new byte[0])));
        cases.add(HostileCase.raw(
                "HTTP/2 with headers on stream 0",
                Expectation.HTTP2,
                target -> preface(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1, 5, 0, 0, 0, 0, (byte) 0x82})));
    }

    private static byte[] preface(byte[] more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(latin("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        bytes.writeBytes(more);
        return bytes.toByteArray();
    }

    private static void add(List<HostileCase> cases, String name, String text) {
        cases.add(HostileCase.raw("wire, " + name, Expectation.WIRE, target -> latin(text)));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (char c : text.substring(0, Math.min(120, text.length())).toCharArray()) {
            shown.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\%02x", (int) c));
        }
        return shown + (text.length() > 120 ? "… " + text.length() : "");
    }
}
