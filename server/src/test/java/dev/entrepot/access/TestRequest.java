package dev.entrepot.access;

import dev.entrepot.http.Headers;
import dev.entrepot.http.Query;
import dev.entrepot.http.Request;
import dev.entrepot.http.RequestBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A request that came from nowhere.
final class TestRequest {
    private final String method;
    private final Map<String, List<String>> query = new LinkedHashMap<>();
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private String scheme = "http";
    private String host = "127.0.0.1:5000";
    private String body = "";

    private TestRequest(String method) {
        this.method = method;
    }

    static TestRequest of(String method) {
        return new TestRequest(method);
    }

    static TestRequest get() {
        return of("GET");
    }

    static TestRequest form(String form) {
        TestRequest request = of("POST").header("Content-Type", "application/x-www-form-urlencoded");
        request.body = form;
        return request;
    }

    static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    TestRequest query(String name, String value) {
        query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    TestRequest header(String name, String value) {
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    TestRequest withoutHeader(String name) {
        headers.remove(name);
        return this;
    }

    TestRequest at(String otherScheme, String otherHost) {
        scheme = otherScheme;
        host = otherHost;
        return this;
    }

    Request request() {
        return new Request(
                "id", method, "/", new Query(query), new Lines(headers), "192.0.2.7", scheme, host, new Body(body));
    }

    private record Lines(Map<String, List<String>> lines) implements Headers {
        @Override
        public Optional<String> first(String name) {
            return all(name).stream().findFirst();
        }

        @Override
        public List<String> all(String name) {
            return lines.entrySet().stream()
                    .filter(line -> line.getKey().equalsIgnoreCase(name))
                    .flatMap(line -> line.getValue().stream())
                    .toList();
        }
    }

    private record Body(String text) implements RequestBody {
        @Override
        public OptionalLong declaredLength() {
            return OptionalLong.of(text.length());
        }

        @Override
        public boolean expected() {
            return !text.isEmpty();
        }

        @Override
        public byte[] readAll(int limitBytes) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public long drainTo(Sink sink) throws java.io.IOException {
            sink.accept(ByteBuffer.wrap(readAll(text.length())));
            return text.length();
        }
    }
}
