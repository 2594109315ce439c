package dev.entrepot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.ManifestPush;
import dev.entrepot.content.ManifestResult;
import dev.entrepot.content.NameKeeper;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.UploadChunk;
import dev.entrepot.content.UploadOpening;
import dev.entrepot.content.UploadResult;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// Retention over real content, with a moment before a change at which something else can happen.
final class RetentionFixture implements AutoCloseable {
    static final RepositoryName APP = new RepositoryName("team/app");
    static final Authority ALICE =
            new Authority(new Author(Author.Kind.USER, "a1", "alice", "password", "192.0.2.1", "r1"), sql -> {});
    final Database database;
    final Content content;
    final Retention retention;
    private final BlobStore store;
    private final AtomicReference<Runnable> beforeWrite = new AtomicReference<>(() -> {});

    RetentionFixture(TestDatabase test) {
        this(test, RetentionConfig.DEFAULT);
    }

    RetentionFixture(TestDatabase test, RetentionConfig config) {
        Metrics metrics = new Metrics();
        database = test.database();
        InstantSource clock = InstantSource.system();
        try {
            store = FilesystemBlobStore.open(test.data(), test.health(), metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Database hooked = new HookedDatabase();
        AuditLog audit = new AuditLog(clock);
        content = new Content(
                ContentConfig.DEFAULT,
                new Content.Foundations(
                        hooked, store, audit, new AccessEpoch(hooked), NameKeeper.NONE, metrics.registry(), clock));
        retention = new Retention(
                config, new Retention.Foundations(database, store, audit, content, new DatabaseClock(database, clock)));
    }

    /// Happens once, before the next change of content.
    void beforeTheNextChange(Runnable interference) {
        beforeWrite.set(interference);
    }

    private final class HookedDatabase implements Database {
        @Override
        public <T> T read(Work<T> work) {
            return database.read(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            beforeWrite.getAndSet(() -> {}).run();
            return database.write(work);
        }

        @Override
        public String engine() {
            return database.engine();
        }

        @Override
        public void close() {}
    }

    Digest blob(RepositoryName repository, byte[] bytes) {
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        Pusher pusher = new Pusher(ALICE, Births.NAMESPACE_TOO);
        UploadResult opened = content.uploads().open(repository, UploadOpening.of(pusher, Digest.Algorithm.SHA256));
        String id = ((UploadResult.Opened) opened).id();
        try {
            UploadResult stored = content.uploads()
                    .finish(
                            repository,
                            id,
                            ALICE,
                            UploadChunk.stream(sink -> {
                                sink.accept(ByteBuffer.wrap(bytes));
                                return bytes.length;
                            }),
                            digest);
            assertThat(stored).isInstanceOf(UploadResult.Stored.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest;
    }

    /// An image with that config, and what its manifest says besides.
    Digest special(String config, String more, String... tags) {
        byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
        Digest digest = blob(APP, bytes);
        String descriptor = "\"digest\":\"" + digest + "\",\"size\":" + bytes.length + "}";
        return manifest(
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                        + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\"," + descriptor
                        + ",\"layers\":[{\"mediaType\":\"application/x\"," + descriptor + "]" + more + "}",
                tags);
    }

    Digest image(String config, String... tags) {
        return special(config, "", tags);
    }

    /// An image whose only sign is that name.
    Digest named(String name, String... tags) {
        return image("{\"name\":\"" + name + "\"}", tags);
    }

    Digest index(List<Digest> children, String... tags) {
        String descriptors = String.join(
                ",",
                children.stream()
                        .map(child -> "{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\"" + child
                                + "\",\"size\":" + size(child) + "}")
                        .toList());
        return manifest(
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[" + descriptors
                        + "]}",
                tags);
    }

    long size(Digest digest) {
        return number("SELECT size FROM manifest WHERE digest = ?", digest.toString());
    }

    Digest manifest(MediaType type, String text, String... tags) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        ManifestResult result = content.manifests()
                .put(new ManifestPush(
                        APP,
                        Optional.of(digest),
                        Stream.of(tags).map(Tag::parse).toList(),
                        Optional.of(type),
                        bytes,
                        Optional.empty(),
                        new Pusher(ALICE, Births.NAMESPACE_TOO)));
        assertThat(result).isInstanceOf(ManifestResult.Stored.class);
        return digest;
    }

    /// All that there is was pushed so long ago, so that no lease holds it any more.
    void passes(Duration time) {
        long micros = Age.micros(time);
        database.write(sql -> {
            sql.update(
                    "UPDATE manifest SET pushed_at = pushed_at - ?, leased_until = leased_until - ?", micros, micros);
            sql.update("UPDATE manifest SET pulled_at = pulled_at - ? WHERE pulled_at IS NOT NULL", micros);
            sql.update("UPDATE tag SET moved_at = moved_at - ?", micros);
            sql.update("UPDATE tag_move SET moved_at = moved_at - ?", micros);
            return true;
        });
    }

    void policy(String text) {
        database.write(sql -> sql.update("UPDATE namespace SET retention = ?", text));
    }

    void ownPolicy(String text) {
        database.write(sql -> sql.update("UPDATE repository SET retention = ?", text));
    }

    Report run() {
        return retention.run("team", ALICE, gone -> {});
    }

    List<String> plan() {
        PlanPage page = retention.plan("team", "", 10_000);
        assertThat(page.next()).isEmpty();
        return page.lines().stream().map(RetentionFixture::words).toList();
    }

    static String words(PlanLine line) {
        return line.fate().id() + " " + line.image() + " " + line.rule();
    }

    List<String> tags() {
        return content.tags().namesAfter(APP, "", 1_000).orElse(List.of());
    }

    boolean has(Digest digest) {
        return content.manifests().find(APP, digest).isPresent();
    }

    long number(String statement, Object... parameters) {
        return database.read(sql -> first(sql, statement, parameters));
    }

    private static long first(Sql sql, String statement, Object... parameters) {
        return sql.first(statement, row -> row.optionalNumber(1).orElse(-1L), parameters)
                .orElse(-2L);
    }

    @Override
    public void close() {
        retention.close();
        content.close();
        store.close();
    }
}
