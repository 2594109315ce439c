package dev.entrepot.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/// The PEM files of the certificate chain and its key, and whether they changed.
record TlsFiles(Path cert, Path key) {
    /// What a file looks like from outside; a file that is replaced by a link's new target looks different too.
    record Stamp(List<Object> parts) {
        Stamp {
            parts = List.copyOf(parts);
        }
    }

    /// Changes whenever one of the files was written or replaced.
    Stamp stamp() throws IOException {
        BasicFileAttributes certificate = Files.readAttributes(cert, BasicFileAttributes.class);
        BasicFileAttributes privateKey = Files.readAttributes(key, BasicFileAttributes.class);
        return new Stamp(List.of(
                certificate.lastModifiedTime(),
                certificate.size(),
                String.valueOf(certificate.fileKey()),
                privateKey.lastModifiedTime(),
                privateKey.size(),
                String.valueOf(privateKey.fileKey())));
    }

    /// The files' content; a later change of them does not reach into it.
    PemKeyCertOptions load() {
        try {
            return new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(Files.readAllBytes(cert)))
                    .addKeyValue(Buffer.buffer(Files.readAllBytes(key)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the TLS files " + cert + " and " + key, e);
        }
    }
}
