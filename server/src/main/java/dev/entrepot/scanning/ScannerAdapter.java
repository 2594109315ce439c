package dev.entrepot.scanning;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// The client of one adapter: Harbor's pluggable scanner API, versions 1.0 and 1.1.
///
/// ```
/// GET  /api/v1/metadata          what it can do
/// POST /api/v1/scan              202 {"id"}
/// GET  /api/v1/scan/ID/report    200, or 302 with Refresh-After while it works
/// ```
final class ScannerAdapter implements AutoCloseable {
    private static final String API = "/api/v1";
    private static final String METADATA = "application/vnd.scanner.adapter.metadata+json; version=1.1, "
            + "application/vnd.scanner.adapter.metadata+json; version=1.0";
    private static final String REQUEST = "application/vnd.scanner.adapter.scan.request+json; version=";

    /// What is asked for first.
    private static final List<String> REPORTS = List.of(
            "application/vnd.security.vulnerability.report; version=1.1",
            "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0");

    private static final String VULNERABILITY = "vulnerability";
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /// A report of ten thousand findings with their descriptions.
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_ID = 1_000;
    private static final int MAX_TEXT = 300;
    private static final int ACCEPTED = 202;
    private static final int OK = 200;
    private static final int NOT_YET = 302;
    private static final int NOT_FOUND = 404;
    private static final long DEFAULT_REFRESH_SECONDS = 5;
    private static final long MAX_REFRESH_SECONDS = 120;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_ANSWER_BYTES)
                            .build())
                    .build())
            .build();

    private final ExternalScannerConfig config;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    ScannerAdapter(ExternalScannerConfig config) {
        this.config = config;
    }

    ExternalScannerConfig config() {
        return config;
    }

    /// What an adapter says of itself.
    ///
    /// @param scanner name and version of what is behind it
    /// @param report the type of report that is asked for
    /// @param typed whether it knows kinds of capabilities, as of version 1.1
    record Metadata(String scanner, String report, boolean typed) {}

    /// What came of a request.
    sealed interface Report {
        /// Ask again later.
        record NotYet(Duration refreshAfter) implements Report {}

        /// It does not know the request any more.
        record Forgotten() implements Report {}

        record Done(List<Finding> findings) implements Report {}
    }

    Metadata metadata() throws AdapterException {
        HttpResponse<InputStream> answer =
                send(request("/metadata").header("Accept", METADATA).GET());
        JsonNode document = document(answer, OK);
        for (String report : REPORTS) {
            for (JsonNode capability : document.path("capabilities")) {
                String type = capability.path("type").asString("");
                if ((type.isEmpty() || type.equals(VULNERABILITY)) && produces(capability, report)) {
                    JsonNode scanner = document.path("scanner");
                    return new Metadata(
                            text(scanner, "name") + " " + text(scanner, "version"), report, !type.isEmpty());
                }
            }
        }
        throw new AdapterException("it makes none of the reports " + String.join(", ", REPORTS));
    }

    /// Types are compared without regard to white space.
    private static boolean produces(JsonNode capability, String report) {
        String wanted = report.replace(" ", "");
        return StreamSupport.stream(capability.path("produces_mime_types").spliterator(), false)
                .anyMatch(type -> type.asString("").replace(" ", "").equals(wanted));
    }

    /// Asks for a scan and returns the id under which its report is to be had.
    String scan(Metadata metadata, ExternalScanTable.Image image) throws AdapterException {
        Map<String, Object> registry = Map.of(
                "url", config.registry().toString(),
                "authorization", config.pullAs().map(ScannerAdapter::basic).orElse(""),
                "insecure", "http".equals(config.registry().getScheme()));
        Map<String, Object> artifact = Map.of(
                "repository", image.repository(),
                "digest", image.digest(),
                "tag", "",
                "mime_type", image.mediaType(),
                "size", image.size());
        Map<String, Object> order = metadata.typed()
                ? Map.of(
                        "registry",
                        registry,
                        "artifact",
                        artifact,
                        "enabled_capabilities",
                        List.of(Map.of("type", VULNERABILITY, "produces_mime_types", List.of(metadata.report()))))
                : Map.of("registry", registry, "artifact", artifact);
        HttpResponse<InputStream> answer = send(request("/scan")
                .header("Content-Type", REQUEST + (metadata.typed() ? "1.1" : "1.0"))
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(order))));
        String id = document(answer, ACCEPTED).path("id").asString("");
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new AdapterException("its answer to a scan has no id");
        }
        return id;
    }

    private static String basic(ExternalScannerConfig.Login login) {
        byte[] pair = (login.user() + ":" + login.secret()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    Report report(Metadata metadata, String id) throws AdapterException {
        String path = "/scan/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/report";
        HttpResponse<InputStream> answer =
                send(request(path).header("Accept", metadata.report()).GET());
        if (answer.statusCode() == NOT_YET) {
            close(answer);
            return new Report.NotYet(refreshAfter(answer));
        }
        if (answer.statusCode() == NOT_FOUND) {
            close(answer);
            return new Report.Forgotten();
        }
        return new Report.Done(AdapterReport.findings(document(answer, OK), config.name()));
    }

    private static Duration refreshAfter(HttpResponse<?> answer) {
        String header = answer.headers().firstValue("Refresh-After").orElse("");
        try {
            long seconds = Long.parseLong(header.strip());
            return Duration.ofSeconds(Math.clamp(seconds, 1, MAX_REFRESH_SECONDS));
        } catch (NumberFormatException unsaid) {
            return Duration.ofSeconds(DEFAULT_REFRESH_SECONDS);
        }
    }

    private HttpRequest.Builder request(String path) {
        String base = config.url().toString().replaceFirst("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + API + path)).timeout(ANSWER_LIMIT);
        if (!config.authorization().isEmpty()) {
            request.header("Authorization", config.authorization());
        }
        if (!config.apiKey().isEmpty()) {
            request.header("X-ScannerAdapter-API-Key", config.apiKey());
        }
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws AdapterException {
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException unreachable) {
            throw new AdapterException(
                    "it cannot be reached: " + shortened(String.valueOf(unreachable.getMessage())), unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AdapterException("the server stops", stopped);
        }
    }

    private static JsonNode document(HttpResponse<InputStream> answer, int expected) throws AdapterException {
        byte[] bytes = bytes(answer);
        JsonNode document;
        try {
            document = JSON.readTree(bytes);
        } catch (JacksonException malformed) {
            throw new AdapterException("it answers " + answer.statusCode() + " with what is no JSON", malformed);
        }
        if (answer.statusCode() != expected) {
            String message = document.path("error").path("message").asString("");
            throw new AdapterException("it answers " + answer.statusCode() + " instead of " + expected
                    + (message.isEmpty() ? "" : ": " + shortened(message)));
        }
        return document;
    }

    private static byte[] bytes(HttpResponse<InputStream> answer) throws AdapterException {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES + 1);
            if (bytes.length > MAX_ANSWER_BYTES) {
                throw new AdapterException("its answer is longer than " + MAX_ANSWER_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException cutOff) {
            throw new AdapterException("its answer is cut off", cutOff);
        }
    }

    private static void close(HttpResponse<InputStream> answer) throws AdapterException {
        try {
            answer.body().close();
        } catch (IOException cutOff) {
            throw new AdapterException("its answer is cut off", cutOff);
        }
    }

    private static String text(JsonNode node, String member) {
        return shortened(node.path(member).asString(""));
    }

    private static String shortened(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
