package dev.entrepot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A registry in a process of its own, on a port of its own that it keeps over restarts.
///
/// ```
/// try (var server = Server.in(folder).argument("--open").start()) { … server.url() … }
/// ```
public final class Server implements AutoCloseable {
    /// Far above what a start takes: only a machine under load needs more than a second or two.
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /// Above the grace that running transfers get when the server stops.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Pattern SERVER_ERROR = Pattern.compile("\\bstatus=5\\d\\d\\b");

    private final Launch launch;
    private final HttpClient client;
    private Daemon daemon;
    private long startedNanos;
    private Duration timeToReady = Duration.ZERO;

    Server(Launch launch) {
        this.launch = launch;
        this.client = client(launch.certificate());
        this.startedNanos = System.nanoTime();
        this.daemon = Daemon.start(launch.shell(), logFile(), launch.command());
    }

    /// How to start a server with default settings, on a free port.
    ///
    /// @param folder is made when it is absent
    public static Launch in(Path folder) {
        var data = folder.resolve("data");
        return new Launch(folder, data, freePort(), List.of(), List.of(), List.of(), Map.of(), Optional.empty());
    }

    /// A port that nobody listens on at the moment.
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Server awaitReady() {
        daemon.await(() -> ready() == 200, START_LIMIT);
        timeToReady = Duration.ofNanos(System.nanoTime() - startedNanos);
        return this;
    }

    /// Starts again what was stopped or killed, in the same folder, and waits until it is ready.
    public void start() {
        startOnly();
        awaitReady();
    }

    /// Starts again what was stopped or killed, and does not wait.
    public void startOnly() {
        if (daemon.alive()) {
            throw new IllegalStateException("the server runs already");
        }
        startedNanos = System.nanoTime();
        daemon = Daemon.start(launch.shell(), logFile(), launch.command());
    }

    /// SIGTERM, the end, and a new start.
    public void restart() {
        stop();
        start();
    }

    /// SIGTERM; returns the exit status once the process is gone.
    public int stop() {
        java().destroy();
        return daemon.awaitEnd(STOP_LIMIT);
    }

    /// SIGTERM, without waiting for the end.
    public void terminate() {
        java().destroy();
    }

    /// Waits for the end of a server that was told to stop, or that stops by itself; returns its exit status.
    public int awaitEnd() {
        return daemon.awaitEnd(STOP_LIMIT);
    }

    /// SIGKILL; returns once the process is gone.
    public void kill() {
        daemon.kill();
    }

    public boolean alive() {
        return daemon.alive();
    }

    /// From the last start to the first 200 of `/health/ready`.
    public Duration timeToReady() {
        return timeToReady;
    }

    public String url() {
        return (launch.certificate().isPresent() ? "https://" : "http://") + host();
    }

    /// Host and port, as they stand in the name of an image.
    public String host() {
        return "127.0.0.1:" + launch.port();
    }

    public String user() {
        return "admin";
    }

    public String password() {
        return read(data().resolve("admin-password")).strip();
    }

    /// The value of the header `Authorization` for the admin.
    public String basic() {
        var pair = user() + ":" + password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    public Path data() {
        return launch.data();
    }

    /// A client that trusts this server's certificate.
    public HttpClient client() {
        return client;
    }

    /// All that the server wrote to its log since the first start.
    public String log() {
        return read(logFile());
    }

    /// The lines of the log that tell of an answer with a 5xx status.
    public List<String> serverErrors() {
        return log().lines().filter(line -> SERVER_ERROR.matcher(line).find()).toList();
    }

    /// The status of `/health/ready`, 0 when nobody answers.
    public int ready() {
        try {
            return get("/health/ready").statusCode();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ConnectException || daemon.alive()) {
                return 0;
            }
            throw e;
        }
    }

    public Meters metrics() {
        var answer = get("/metrics");
        if (answer.statusCode() != 200) {
            throw new AssertionError("/metrics answers " + answer.statusCode() + ": " + answer.body());
        }
        return Meters.parse(answer.body());
    }

    /// GET of a path, with the admin's credentials unless the server is open.
    public HttpResponse<String> get(String path) {
        return send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// The bytes that a path below `/v2/` serves, for whatever of `accept` they are; anything but 200 fails the test.
    public HttpResponse<byte[]> fetch(String path, String... accept) {
        var request = request(path);
        for (var type : accept) {
            request.header("Accept", type);
        }
        var answer = send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new AssertionError(
                    path + " answers " + answer.statusCode() + ": " + new String(answer.body(), UTF_8));
        }
        return answer;
    }

    /// A request to a path, with the admin's credentials where they are needed.
    public HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(ANSWER_LIMIT);
        if (!path.startsWith("/health/") && !launch.arguments().contains("--open")) {
            request.header("Authorization", basic());
        }
        return request;
    }

    /// Sends a request and waits for the answer.
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// The server's process itself, beneath a wrapper too.
    public ProcessHandle java() {
        var process = daemon.handle();
        return Stream.concat(Stream.of(process), process.descendants())
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElse(process);
    }

    /// Resident memory of the server's process, in bytes.
    public long rssBytes() {
        return memoryBytes("VmRSS:");
    }

    /// The most of it that there ever was.
    public long peakRssBytes() {
        return memoryBytes("VmHWM:");
    }

    private long memoryBytes(String line) {
        return read(Path.of("/proc/" + java().pid() + "/status"))
                        .lines()
                        .filter(each -> each.startsWith(line))
                        .mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                * 1024;
    }

    /// The files under `DATA/blobs`.
    public List<Path> blobFiles() {
        var blobs = data().resolve("blobs");
        if (!Files.isDirectory(blobs)) {
            return List.of();
        }
        try (var files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (daemon.alive()) {
            daemon.close();
        }
        client.close();
    }

    private Path logFile() {
        return launch.folder().resolve("server.log");
    }

    private static HttpClient client(Optional<Path> certificate) {
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER_LIMIT);
        certificate.ifPresent(file -> builder.sslContext(trust(file)));
        return builder.build();
    }

    private static SSLContext trust(Path certificate) {
        try (var in = Files.newInputStream(certificate)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
