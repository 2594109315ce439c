package dev.entrepot.scanning;

import dev.entrepot.authority.Authority;
import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.Deletion;
import dev.entrepot.content.DeletionTerms;
import dev.entrepot.content.ManifestPush;
import dev.entrepot.content.ManifestResult;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.ScanSetting;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.content.UploadChunk;
import dev.entrepot.content.UploadOpening;
import dev.entrepot.content.UploadResult;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.sbom.Bill;
import dev.entrepot.sbom.BillFormat;
import dev.entrepot.sbom.Subject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Attaches the bill of materials of each image to it, as a referrer in every format, in repositories that ask for that
/// (`sbom-referrers`, see {@link ScanSetting}). When an image was read anew the bills are made anew and the old ones
/// go.
///
/// They are ordinary content from then on: pulled, signed, copied and deleted with their image, and counted like all
/// that
/// is in the repository. Without being asked nobody gets any, as clients compare the referrers of an image exactly.
public final class BillReferrers {
    private static final String SYSTEM = "sbom-referrers";
    private static final int BATCH = 50;
    private static final int BATCHES = 20;
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    /// image-spec, "Guidance for an Empty Descriptor".
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private static final Logger LOG = LoggerFactory.getLogger(BillReferrers.class);

    private final Database database;
    private final Content content;
    private final Scanning scanning;
    private final Maker maker;
    private final BillTable table = new BillTable();

    /// Who makes the documents.
    ///
    /// @param registry its name as those who pull write it, or empty text where it does not know
    /// @param version of this program
    public record Maker(String registry, String version) {}

    /// What this works with.
    public record Parts(Database database, Content content, Scanning scanning) {}

    public BillReferrers(Parts parts, Maker maker) {
        this.database = parts.database();
        this.content = parts.content();
        this.scanning = parts.scanning();
        this.maker = maker;
    }

    /// The work of every few seconds.
    public void attach() {
        for (BillFormat format : BillFormat.values()) {
            attach(format);
        }
        database.write(sql -> table.forget(sql, FORGOTTEN_AT_ONCE));
    }

    private void attach(BillFormat format) {
        long repository = -1;
        String digest = "";
        for (int i = 0; i < BATCHES; i++) {
            long fromRepository = repository;
            String fromDigest = digest;
            List<BillTable.Wanting> page =
                    database.read(sql -> table.wanting(sql, format.id(), fromRepository, fromDigest, BATCH));
            for (BillTable.Wanting image : page) {
                if (ScanSetting.stored(image.setting()).sbomReferrers()) {
                    attach(image, format);
                }
                repository = image.repositoryId();
                digest = image.digest().toString();
            }
            if (page.size() < BATCH) {
                return;
            }
        }
    }

    private void attach(BillTable.Wanting image, BillFormat format) {
        Optional<ImageScan> scan = scanning.find(image.repository().namespace(), image.digest());
        Optional<StoredManifest> subject = content.manifests().find(image.repository(), image.digest());
        if (scan.isEmpty() || subject.isEmpty()) {
            return;
        }
        byte[] bill = bill(image, scan.get(), format);
        Optional<Digest> made = push(image.repository(), manifest(subject.get(), format, bill), List.of(EMPTY, bill));
        if (made.isEmpty()) {
            return;
        }
        Optional<Digest> before = database.read(sql -> table.attached(sql, image, format.id()));
        database.write(sql -> {
            table.put(sql, image, format.id(), made.get());
            return true;
        });
        before.filter(old -> !old.equals(made.get())).ifPresent(old -> drop(image.repository(), old));
    }

    private byte[] bill(BillTable.Wanting image, ImageScan scan, BillFormat format) {
        ImageConfig config =
                scanning.config(image.repository().namespace(), image.digest()).orElse(ImageConfig.UNKNOWN);
        String name = image.repository().text();
        Subject subject = new Subject(
                maker.registry.isEmpty() ? name : maker.registry + "/" + name,
                image.digest(),
                "",
                config.os(),
                config.architecture(),
                scan.scannedAt().orElse(Instant.EPOCH),
                scan.problem());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            format.write(new Bill(subject, scan.distribution(), scan.packages(), maker.version), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] manifest(StoredManifest subject, BillFormat format, byte[] bill) {
        String text = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"artifactType\":\""
                + format.mediaType() + "\",\"config\":" + descriptor(MediaType.EMPTY.text(), EMPTY) + ",\"layers\":["
                + descriptor(format.mediaType(), bill) + "],\"subject\":"
                + descriptor(subject.mediaType().text(), subject.digest(), subject.bytes().length) + "}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String descriptor(String type, byte[] bytes) {
        return descriptor(type, Digest.of(Digest.Algorithm.SHA256, bytes), bytes.length);
    }

    private static String descriptor(String type, Digest digest, long size) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    /// Empty when the repository does not take it, such as when its namespace is full: tried again the next time.
    private Optional<Digest> push(RepositoryName repository, byte[] manifest, List<byte[]> blobs) {
        Pusher pusher = new Pusher(Authority.system(SYSTEM), Births.REPOSITORY_ONLY);
        for (byte[] blob : blobs) {
            if (!(upload(repository, blob, pusher) instanceof UploadResult.Stored)) {
                LOG.warn("event=bill_not_attached repository={} because=\"its namespace takes no more\"", repository);
                return Optional.empty();
            }
        }
        Digest digest = Digest.of(Digest.Algorithm.SHA256, manifest);
        ManifestResult result = content.manifests()
                .put(new ManifestPush(
                        repository,
                        Optional.of(digest),
                        List.of(),
                        Optional.of(MediaType.OCI_MANIFEST),
                        manifest,
                        Optional.empty(),
                        pusher));
        if (result instanceof ManifestResult.Stored) {
            return Optional.of(digest);
        }
        LOG.warn("event=bill_not_attached repository={} because=\"{}\"", repository, result);
        return Optional.empty();
    }

    private UploadResult upload(RepositoryName repository, byte[] bytes, Pusher pusher) {
        UploadResult opened = content.uploads().open(repository, UploadOpening.of(pusher, Digest.Algorithm.SHA256));
        if (!(opened instanceof UploadResult.Opened(String id))) {
            return opened;
        }
        try {
            return content.uploads()
                    .finish(
                            repository,
                            id,
                            pusher.authority(),
                            UploadChunk.stream(sink -> {
                                sink.accept(ByteBuffer.wrap(bytes));
                                return bytes.length;
                            }),
                            Digest.of(Digest.Algorithm.SHA256, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drop(RepositoryName repository, Digest old) {
        Deletion deletion = content.trash().removeManifest(repository, old, DeletionTerms.of(Authority.system(SYSTEM)));
        if (!(deletion instanceof Deletion.Done) && !(deletion instanceof Deletion.Unknown)) {
            LOG.info("event=bill_stays repository={} digest={} because=\"{}\"", repository, old, deletion);
        }
    }
}
