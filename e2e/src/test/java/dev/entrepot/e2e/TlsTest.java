package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A server with a certificate of its own.
@Tag("e2e")
class TlsTest {
    private record Certificate(Path certificate, Path key) {
        static Certificate make(Scratch scratch, String name) {
            var certificate = scratch.folder().resolve(name + ".crt");
            var key = scratch.folder().resolve(name + ".key");
            Shell.in(scratch.folder())
                    .run(
                            "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            "ec",
                            "-pkeyopt",
                            "ec_paramgen_curve:P-256",
                            "-nodes",
                            "-days",
                            "30",
                            "-subj",
                            "/CN=" + name,
                            "-addext",
                            "subjectAltName=IP:127.0.0.1",
                            "-keyout",
                            key.toString(),
                            "-out",
                            certificate.toString());
            return new Certificate(certificate, key);
        }
    }

    @Test
    void imageIsServedOverTlsAndHttp2() {
        try (var scratch = Scratch.make()) {
            var certificate = Certificate.make(scratch, "first");
            var launch =
                    Server.in(scratch.folder().resolve("server")).tls(certificate.certificate(), certificate.key());
            try (var server = launch.start()) {
                var v2 = new V2(server, "ns/app");
                var layer = v2.push(new byte[100_000]);
                assertThat(v2.tag("1", layer, 100_000).statusCode()).isEqualTo(201);

                var request = server.request("/v2/ns/app/blobs/" + layer)
                        .version(HttpClient.Version.HTTP_2)
                        .build();
                var answer = server.send(request, BodyHandlers.ofByteArray());

                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(Layout.digest(answer.body())).isEqualTo(layer);
                assertThat(Stored.read(server, "ns/app", "1").layers()).containsExactly(layer);
            }
        }
    }

    @Test
    void newCertificateIsTakenWithoutARestart() throws IOException {
        try (var scratch = Scratch.make()) {
            var used = Certificate.make(scratch, "first");
            var renewed = Certificate.make(scratch, "renewed");
            var launch = Server.in(scratch.folder().resolve("server")).tls(used.certificate(), used.key());
            try (var server = launch.start()) {
                assertThat(presented(scratch, server)).contains("first");

                Files.move(renewed.key(), used.key(), StandardCopyOption.REPLACE_EXISTING);
                Files.move(renewed.certificate(), used.certificate(), StandardCopyOption.REPLACE_EXISTING);

                Condition.await(
                        "the new certificate", () -> presented(scratch, server).contains("renewed"));
            }
        }
    }

    private static String presented(Scratch scratch, Server server) {
        return Shell.in(scratch.folder())
                .attempt("", "openssl", "s_client", "-connect", server.host(), "-brief")
                .errors();
    }
}
