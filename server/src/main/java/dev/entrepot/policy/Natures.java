package dev.entrepot.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.entrepot.content.Blobs;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredBlob;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.oci.ArtifactManifest;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.BlobBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Tells what manifests are by what is in them: what their pushers call them opens no gate.
///
/// A statement is of a type that statements have, and every one of its layers begins as such a document does. A
/// layer that a client could unpack does not, whatever type it is said to be: a tar has zero bytes in its first
/// block, and compressed bytes begin with a mark that is no text.
final class Natures {
    private static final int REMEMBERED = 20_000;

    /// The first block of a tar.
    private static final int HEAD_BYTES = 512;

    private static final Set<String> IMAGE_CONFIGS = Set.of(
            "application/vnd.oci.image.config.v1+json",
            "application/vnd.docker.container.image.v1+json",
            "application/vnd.docker.plugin.v1+json",
            "application/octet-stream");

    /// How the types of documents about images begin: in-toto, DSSE, cosign, sigstore, notation, SPDX,
    /// CycloneDX, syft, OpenVEX and CSAF.
    private static final List<String> STATEMENTS = List.of(
            "application/vnd.in-toto",
            "application/vnd.dsse.",
            "application/vnd.dev.cosign.",
            "application/vnd.dev.sigstore.",
            "application/jose+json",
            "application/cose",
            "application/spdx",
            "text/spdx",
            "application/vnd.cyclonedx",
            "application/vnd.syft",
            "application/vnd.openvex",
            "application/csaf");

    private static final String COSE = "application/cose";
    private static final byte[] BZIP2 = {'B', 'Z', 'h'};

    private final Manifests manifests;
    private final Blobs blobs;
    private final Cache<Digest, Nature> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Natures(Manifests manifests, Blobs blobs) {
        this.manifests = manifests;
        this.blobs = blobs;
    }

    /// Empty when the repository has no such manifest.
    Optional<Nature> of(RepositoryName name, Digest digest) {
        Nature remembered = known.getIfPresent(digest);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        return manifests.find(name, digest).map(stored -> of(name, stored));
    }

    private Nature of(RepositoryName name, StoredManifest stored) {
        Manifest manifest;
        try {
            manifest = Manifest.parse(stored.bytes(), Optional.of(stored.mediaType()));
        } catch (MalformedException pushedBeforeItWasRefused) {
            return Nature.IMAGE;
        }
        return of(name, stored.digest(), manifest);
    }

    /// What a manifest is that may not be stored yet, while what it names is.
    Nature of(RepositoryName name, Digest digest, Manifest manifest) {
        return switch (manifest) {
            case Index _ -> remembered(digest, Nature.INDEX);
            case ImageManifest image -> {
                boolean runs = IMAGE_CONFIGS.contains(image.config().mediaType().text());
                yield of(name, digest, image.layers(), runs ? Nature.IMAGE : Nature.ARTIFACT);
            }
            case ArtifactManifest artifact -> of(name, digest, artifact.references(), Nature.ARTIFACT);
        };
    }

    private Nature of(RepositoryName name, Digest digest, List<Descriptor> layers, Nature other) {
        if (layers.isEmpty() || !layers.stream().allMatch(Natures::isCalledStatement)) {
            return remembered(digest, other);
        }
        // Not remembered when it is none: its bytes may be missing today.
        return layers.stream().allMatch(layer -> beginsAsStatement(name, layer))
                ? remembered(digest, Nature.STATEMENT)
                : other;
    }

    private Nature remembered(Digest digest, Nature nature) {
        known.put(digest, nature);
        return nature;
    }

    private static boolean isCalledStatement(Descriptor layer) {
        return STATEMENTS.stream().anyMatch(layer.mediaType().text()::startsWith);
    }

    private boolean beginsAsStatement(RepositoryName name, Descriptor layer) {
        return blobs.find(name, layer.digest())
                .flatMap(Natures::head)
                .filter(head -> layer.mediaType().text().startsWith(COSE) ? isCose(head) : isText(head))
                .isPresent();
    }

    private static Optional<byte[]> head(StoredBlob blob) {
        Path file = switch (blob.bytes()) {
            case BlobBytes.LocalFile local -> local.path();
        };
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(HEAD_BYTES));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// RFC 9052, 4.2: COSE_Sign1, tagged 18, an array of four.
    private static boolean isCose(byte[] head) {
        return head.length > 1 && (head[0] & 0xff) == 0xd2 && (head[1] & 0xff) == 0x84;
    }

    private static boolean isText(byte[] head) {
        if (head.length >= BZIP2.length && head[0] == BZIP2[0] && head[1] == BZIP2[1] && head[2] == BZIP2[2]) {
            return false;
        }
        for (byte each : head) {
            if (each >= 0 && each < ' ' && each != '\t' && each != '\n' && each != '\r') {
                return false;
            }
        }
        try {
            // The last character may be cut off.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(head, 0, wholeCharacters(head)));
            return head.length > 0;
        } catch (CharacterCodingException binary) {
            return false;
        }
    }

    private static int wholeCharacters(byte[] head) {
        int end = head.length;
        if (end < HEAD_BYTES) {
            return end;
        }
        while (end > HEAD_BYTES - 4 && head[end - 1] < 0) {
            end--;
        }
        return end;
    }
}
