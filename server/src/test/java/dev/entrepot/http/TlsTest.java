package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    Path dir;

    private Path cert = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void firstCertificate() throws Exception {
        cert = dir.resolve("cert.pem");
        key = dir.resolve("key.pem");
        writeCertificate("first.example");
    }

    @Test
    @Timeout(60)
    void http2AndHttp1AreSpokenOverTls() throws Exception {
        byte[] file = new byte[3_000_000];
        java.util.Arrays.fill(file, (byte) 7);
        Path blob = Files.write(dir.resolve("blob"), file);
        try (Listening server = new Listening(config())) {
            server.on("/", request -> Response.text(200, request.scheme()));
            server.on(
                    "/upload", request -> Response.text(200, "" + request.body().drainTo(bytes -> {})));
            server.on(
                    "/file",
                    request -> new Response(200, List.of(), new Response.Body.FileRange(blob, 0, file.length)));
            for (HttpClient.Version version : HttpClient.Version.values()) {
                if (version.compareTo(HttpClient.Version.HTTP_2) > 0) {
                    continue;
                }
                try (HttpClient client = client(version)) {
                    HttpResponse<String> answer =
                            client.send(request(server, "/").build(), HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.version()).isEqualTo(version);
                    assertThat(answer.body()).isEqualTo("https");
                    HttpResponse<String> uploaded = client.send(
                            request(server, "/upload")
                                    .PUT(HttpRequest.BodyPublishers.ofByteArray(file))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(uploaded.body()).isEqualTo("3000000");
                    assertThat(client.send(request(server, "/file").build(), HttpResponse.BodyHandlers.ofByteArray())
                                    .body())
                            .isEqualTo(file);
                }
            }
        }
    }

    @Test
    @Timeout(60)
    void newCertificateIsTakenUpWithoutARestart() throws Exception {
        try (Listening server = new Listening(config())) {
            assertThat(subject(server)).contains("first.example");

            writeCertificate("second.example");

            while (!subject(server).contains("second.example")) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void unusableCertificateStopsTheStart() throws Exception {
        Files.writeString(cert, "nonsense");

        assertThatThrownBy(() -> new Listening(config())).isInstanceOf(RuntimeException.class);
    }

    private HttpConfig config() {
        return new HttpConfig(
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.of(cert),
                Optional.of(key),
                List.of(),
                32 * 1024,
                100,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                1024,
                Duration.ofSeconds(5));
    }

    private static HttpRequest.Builder request(Listening server, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
    }

    private static HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder().version(version).sslContext(trusting()).build();
    }

    private static String subject(Listening server) throws Exception {
        try (SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    /// The JDK's own tool makes the key pair; the key is then taken out of the key store as PEM.
    private void writeCertificate(String name) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey("k", "changeit".toCharArray()).getEncoded()));
        Files.writeString(cert, pem("CERTIFICATE", keys.getCertificate("k").getEncoded()));
    }

    private static String pem(String kind, byte[] der) throws IOException {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }

    /// Also spares the check of the host name, which a test certificate does not carry.
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
