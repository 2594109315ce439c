package dev.entrepot.api;

import dev.entrepot.content.Blobs;
import dev.entrepot.content.Content;
import dev.entrepot.content.Images;
import dev.entrepot.content.ListedManifest;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredBlob;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.sbom.AttachedBill;
import dev.entrepot.sbom.BillReader;
import dev.entrepot.sbom.UnreadableBillException;
import dev.entrepot.storage.BlobBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The bills of materials that pushers attached: as referrers (oras, syft, cosign), behind cosign's tags
/// `sha256-….sbom` and `sha256-….att`, or as attestations in the index (BuildKit).
final class AttachedSboms {
    /// Manifests that are looked into for one request: an attacker may attach any number.
    private static final int MOST = 32;

    /// Layers of one manifest; attestations have one for each statement.
    private static final int MOST_LAYERS = 16;

    /// Of all documents of one request together.
    private static final long MOST_BYTES = 96L * 1024 * 1024;

    private static final Set<String> BILLS = Set.of(
            "application/spdx+json", "text/spdx+json", "application/vnd.cyclonedx+json", "application/vnd.syft+json");

    /// What may hold a bill, and may hold something else.
    private static final Set<String> ENVELOPES = Set.of(
            "application/vnd.in-toto+json",
            "application/vnd.dsse.envelope.v1+json",
            "application/vnd.dev.sigstore.bundle.v0.3+json");

    /// Ends of tags; one of a longer digest would be no tag.
    private static final List<String> COSIGN = List.of(".sbom", ".att");

    private static final String PREDICATE_TYPE = "in-toto.io/predicate-type";
    private static final String BUILDKIT_SUBJECT = "vnd.docker.reference.digest";

    private final Images images;
    private final Manifests manifests;
    private final Blobs blobs;

    AttachedSboms(Content content) {
        this.images = content.images();
        this.manifests = content.manifests();
        this.blobs = content.blobs();
    }

    /// One of them.
    ///
    /// @param where the manifest that holds it
    /// @param bill empty where it could not be read
    /// @param problem why; else empty text
    record Attached(ListedManifest where, Digest subject, String format, Optional<AttachedBill> bill, String problem) {}

    /// Of the image or index that was asked for, and of the images under it.
    List<Attached> of(PlatformImages.Resolved asked) {
        RepositoryName name = asked.repository().name();
        Set<Digest> subjects = new LinkedHashSet<>(Set.of(asked.digest()));
        asked.parts().forEach(part -> subjects.add(part.digest()));
        Map<Digest, Digest> holders = new LinkedHashMap<>();
        inIndex(name, asked.digest()).forEach((holder, subject) -> {
            if (subjects.contains(subject)) {
                holders.put(holder, subject);
            }
        });
        for (Digest subject : subjects) {
            referring(name, subject).forEach(holder -> holders.putIfAbsent(holder, subject));
            if (holders.size() >= MOST) {
                break;
            }
        }
        Reading reading = new Reading(name);
        holders.entrySet().stream().limit(MOST).forEach(entry -> reading.manifest(entry.getKey(), entry.getValue()));
        return reading.found;
    }

    /// The attestations of an index by what they are about.
    private Map<Digest, Digest> inIndex(RepositoryName name, Digest digest) {
        Map<Digest, Digest> holders = new LinkedHashMap<>();
        if (parsed(name, digest).orElse(null) instanceof Index index) {
            for (Descriptor child : index.manifests()) {
                Optional.ofNullable(child.annotations().get(BUILDKIT_SUBJECT))
                        .flatMap(AttachedSboms::digest)
                        .ifPresent(subject -> holders.put(child.digest(), subject));
            }
        }
        return holders;
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (MalformedException none) {
            return Optional.empty();
        }
    }

    private List<Digest> referring(RepositoryName name, Digest subject) {
        List<Digest> holders = new ArrayList<>();
        images.inspect(name, subject)
                .ifPresent(inspected -> inspected.referrers().forEach(referrer -> holders.add(referrer.digest())));
        for (String kind : subject.algorithm() == Digest.Algorithm.SHA256 ? COSIGN : List.<String>of()) {
            Tag tag = Tag.parse(subject.toString().replace(':', '-') + kind);
            manifests.find(name, tag).ifPresent(stored -> holders.add(stored.digest()));
        }
        return holders;
    }

    /// What was pushed before a rule was made need not be a manifest by it: then it names nothing.
    private Optional<Manifest> parsed(RepositoryName name, Reference reference) {
        try {
            return manifests.find(name, reference).map(AttachedSboms::parsed);
        } catch (MalformedException unreadable) {
            return Optional.empty();
        }
    }

    private static Manifest parsed(StoredManifest stored) {
        return Manifest.parse(stored.bytes(), Optional.of(stored.mediaType()));
    }

    /// One request while it is answered.
    private final class Reading {
        private final RepositoryName name;
        private final List<Attached> found = new ArrayList<>();
        private long left = MOST_BYTES;

        Reading(RepositoryName name) {
            this.name = name;
        }

        void manifest(Digest holder, Digest subject) {
            if (!(parsed(name, holder).orElse(null) instanceof ImageManifest manifest)) {
                return;
            }
            Optional<ListedManifest> where = images.inspect(name, holder).map(Images.Inspected::image);
            manifest.layers().stream()
                    .filter(AttachedSboms::mayHoldOne)
                    .limit(MOST_LAYERS)
                    .forEach(layer -> where.ifPresent(listed -> layer(listed, subject, layer)));
        }

        private void layer(ListedManifest where, Digest subject, Descriptor layer) {
            String type = layer.mediaType().text();
            Optional<StoredBlob> blob = blobs.find(name, layer.digest());
            if (blob.isEmpty()) {
                return;
            }
            left -= blob.get().size();
            if (left < 0) {
                found.add(new Attached(where, subject, type, Optional.empty(), "it is too large to be read here"));
                return;
            }
            try {
                AttachedBill bill = read(blob.get());
                found.add(new Attached(where, subject, format(bill), Optional.of(bill), ""));
            } catch (UnreadableBillException unreadable) {
                // An envelope may hold provenance, or anything else.
                if (BILLS.contains(type)) {
                    found.add(new Attached(where, subject, type, Optional.empty(), unreadable.getMessage()));
                }
            }
        }
    }

    private static boolean mayHoldOne(Descriptor layer) {
        String predicate = layer.annotations().getOrDefault(PREDICATE_TYPE, "");
        String type = layer.mediaType().text();
        return BILLS.contains(type)
                || (ENVELOPES.contains(type)
                        && (predicate.isEmpty() || predicate.contains("spdx") || predicate.contains("cyclonedx")));
    }

    private static AttachedBill read(StoredBlob blob) throws UnreadableBillException {
        return switch (blob.bytes()) {
            case BlobBytes.LocalFile file -> {
                try (InputStream in = Files.newInputStream(file.path())) {
                    yield BillReader.read(in);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static String format(AttachedBill bill) {
        return switch (bill.format()) {
            case SPDX -> "spdx-json";
            case CYCLONEDX -> "cyclonedx-json";
            case SYFT -> "syft-json";
        };
    }
}
