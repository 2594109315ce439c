package dev.entrepot.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.ManifestPush;
import dev.entrepot.content.ManifestResult;
import dev.entrepot.content.NameKeeper;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.Recount;
import dev.entrepot.content.UploadChunk;
import dev.entrepot.content.UploadOpening;
import dev.entrepot.content.UploadResult;
import dev.entrepot.database.Database;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The real thing: content over a real database and real files, with a clock that the test moves.
final class World implements AutoCloseable {
    static final Duration LEASE = Duration.ofHours(1);
    static final Duration DELAY = Duration.ofMinutes(10);
    static final Duration KEEP = Duration.ofHours(10);
    static final Authority SOMEBODY =
            new Authority(new Author(Author.Kind.USER, "a1", "alice", "password", "192.0.2.1", "r1"), sql -> {});
    private static final Pusher PUSHER = new Pusher(SOMEBODY, Births.NAMESPACE_TOO);

    final Content content;
    final Database database;
    private final MovingClock clock;
    private final BlobStore store;
    private final Path blobs;

    /// @param test whose database was not opened since its clock was replaced
    World(TestDatabase test, MovingClock clock) {
        this.database = test.database();
        this.clock = clock;
        try {
            Metrics metrics = new Metrics();
            store = FilesystemBlobStore.open(test.data(), test.health(), metrics);
            blobs = test.data().resolve("blobs");
            ContentConfig standard = ContentConfig.DEFAULT;
            ContentConfig config = new ContentConfig(
                    false,
                    standard.maxManifestBytes(),
                    standard.maxTagsPerPush(),
                    standard.renameServes(),
                    LEASE,
                    LEASE,
                    DELAY,
                    1_000_000,
                    KEEP);
            content = new Content(
                    config,
                    new Content.Foundations(
                            database,
                            store,
                            new AuditLog(clock),
                            new AccessEpoch(database),
                            NameKeeper.NONE,
                            metrics.registry(),
                            clock,
                            clock));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void pass(Duration time) {
        clock.advance(database, time);
    }

    long now() {
        return clock.micros();
    }

    /// As clients push: what is there is not sent.
    ManifestResult push(RepositoryName repository, Item item, Optional<Tag> tag) {
        for (String blob : item.blobs()) {
            Digest digest = Item.blobDigest(blob);
            if (content.blobs().findForPush(repository, digest, SOMEBODY).isEmpty()) {
                upload(repository, blob, digest);
            }
        }
        return content.manifests()
                .put(new ManifestPush(
                        repository,
                        tag.isPresent() ? Optional.empty() : Optional.of(item.digest()),
                        tag.stream().toList(),
                        Optional.of(item.mediaType()),
                        item.bytes(),
                        Optional.empty(),
                        PUSHER));
    }

    private void upload(RepositoryName repository, String blob, Digest digest) {
        UploadResult opened = content.uploads().open(repository, UploadOpening.of(PUSHER, Digest.Algorithm.SHA256));
        String id = ((UploadResult.Opened) opened).id();
        UploadChunk chunk = UploadChunk.stream(sink -> {
            sink.accept(ByteBuffer.wrap(blob.getBytes(US_ASCII)));
            return blob.length();
        });
        try {
            assertThat(content.uploads().finish(repository, id, SOMEBODY, chunk, digest))
                    .isEqualTo(new UploadResult.Stored(digest, blob.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Trash that is over, then all that is due.
    void collect() {
        content.trash().expire();
        content.garbage().collect();
    }

    boolean readable(RepositoryName repository, String blob) {
        return content.blobs().find(repository, Item.blobDigest(blob)).isPresent();
    }

    Optional<byte[]> bytes(RepositoryName repository, Item item) {
        return content.manifests().find(repository, item.digest()).map(found -> found.bytes());
    }

    List<String> tags(RepositoryName repository) {
        return content.tags().namesAfter(repository, "", 1_000).orElse(List.of());
    }

    void requireExactUsage(String namespace) {
        Optional<Recount> recount = content.namespaces().recount(namespace, SOMEBODY);
        recount.ifPresent(count ->
                assertThat(count.beforeBytes()).as("the sum of %s", namespace).isEqualTo(count.usedBytes()));
    }

    List<Path> files() {
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        content.close();
        store.close();
    }
}
