import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The training run for the AOT cache: starts the server, pushes and pulls over HTTP as clients do, stops it. The JVM
/// of the server writes the cache as it ends.
///
/// `java .ci/Training.java LAUNCHER DATA CACHE`
public final class Training {
    private static final int ROUNDS = 40;
    private static final String PASSWORD = "only for the training run";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+)");
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI registry;
    private final Random random = new Random(1);
    private String authorization = "";

    private Training(URI registry) {
        this.registry = registry;
    }

    public static void main(String[] arguments) throws Exception {
        Path cache = Path.of(arguments[2]).toAbsolutePath();
        ProcessBuilder builder =
                new ProcessBuilder(arguments[0], "serve", "--data", arguments[1], "--listen", "127.0.0.1:0");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:AOTCacheOutput=" + cache);
        builder.environment().put("ENTREPOT_ADMIN_PASSWORD", PASSWORD);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process server = builder.start();
        StringBuilder log = new StringBuilder();
        try {
            BufferedReader messages = server.errorReader();
            URI registry = awaitAddress(messages, log);
            Thread reader = Thread.ofVirtual().start(() -> messages.lines().forEach(line -> log.append(line).append('\n')));
            new Training(registry).run();
            // The handle, because a process that is destroyed loses the pipe of its log at once.
            server.toHandle().destroy();
            if (!server.waitFor(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the server does not end");
            }
            reader.join();
        } catch (Exception failed) {
            server.destroyForcibly().waitFor();
            System.err.println(log.substring(Math.max(0, log.length() - 4_000)));
            throw failed;
        }
        if (!Files.isRegularFile(cache)) {
            throw new IllegalStateException("no AOT cache was written:\n" + log.substring(Math.max(0, log.length() - 4_000)));
        }
    }

    private static URI awaitAddress(BufferedReader messages, StringBuilder log) throws IOException {
        for (String line = messages.readLine(); line != null; line = messages.readLine()) {
            log.append(line).append('\n');
            Matcher address = LISTENS.matcher(line);
            if (address.find()) {
                return URI.create(address.group(1));
            }
        }
        throw new IllegalStateException("the server ended before it listened");
    }

    private void run() throws Exception {
        expect(401, send(request("/v2/").GET()));
        for (int round = 0; round < ROUNDS; round++) {
            String repository = "training/image-" + round % 4;
            authorization = basic();
            String scope = "/auth/token?service=" + registry.getAuthority() + "&scope=repository:" + repository + ":pull,push,delete";
            Matcher token = TOKEN.matcher(expect(200, send(request(scope).GET())).body());
            if (!token.find()) {
                throw new IllegalStateException("no token in the answer of the token endpoint");
            }
            authorization = "Bearer " + token.group(1);
            pushAndPull(repository, "v" + round);
        }
        authorization = basic();
        expect(200, send(request("/v2/_catalog?n=3").GET()));
        expect(200, send(request("/metrics").GET()));
        authorization = "";
        expect(200, send(request("/health/ready").GET()));
    }

    private void pushAndPull(String repository, String tag) throws Exception {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] layer = new byte[256 * 1024];
        random.nextBytes(layer);
        push(repository, config);
        push(repository, layer);
        byte[] manifest = """
                {"schemaVersion":2,"mediaType":"%s",
                "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":%d},
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}"""
                .formatted(MANIFEST, digest(config), config.length, digest(layer), layer.length)
                .getBytes(StandardCharsets.UTF_8);
        String path = "/v2/" + repository;
        expect(201, send(request(path + "/manifests/" + tag).header("Content-Type", MANIFEST).PUT(BodyPublishers.ofByteArray(manifest))));
        expect(200, send(request(path + "/manifests/" + tag).header("Accept", MANIFEST).HEAD()));
        expect(200, send(request(path + "/manifests/" + digest(manifest)).header("Accept", MANIFEST).GET()));
        expect(200, send(request(path + "/blobs/" + digest(layer)).GET()));
        expect(206, send(request(path + "/blobs/" + digest(layer)).header("Range", "bytes=10-99").GET()));
        expect(200, send(request(path + "/tags/list?n=5").GET()));
        expect(200, send(request(path + "/referrers/" + digest(manifest)).GET()));
        expect(404, send(request(path + "/manifests/absent").GET()));
        expect(202, send(request(path + "/manifests/" + tag).DELETE()));
    }

    private void push(String repository, byte[] blob) throws Exception {
        String blobs = "/v2/" + repository + "/blobs/";
        send(request(blobs + digest(blob)).HEAD());
        HttpResponse<String> opened = expect(202, send(request(blobs + "uploads/").POST(BodyPublishers.noBody())));
        HttpResponse<String> written = expect(
                202,
                send(request(location(opened)).header("Content-Type", "application/octet-stream").method("PATCH", BodyPublishers.ofByteArray(blob))));
        String last = location(written);
        expect(201, send(request(last + (last.contains("?") ? "&" : "?") + "digest=" + digest(blob)).PUT(BodyPublishers.noBody())));
    }

    private HttpRequest.Builder request(String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(registry.resolve(target));
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            throw new IllegalStateException(response + " instead of " + status + ": " + response.body());
        }
        return response;
    }

    private static String location(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElseThrow();
    }

    private static String basic() {
        byte[] pair = ("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String digest(byte[] bytes) throws Exception {
        return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
