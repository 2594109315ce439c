package dev.entrepot.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.BlobWriter;
import dev.entrepot.storage.StorageKey;
import dev.entrepot.storage.StoredBytes;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Content over a real database and real files, with points at which a thread can be stopped.
final class ContentFixture implements AutoCloseable {
    static final RepositoryName REPOSITORY = new RepositoryName("team/app");
    static final RepositoryName OTHER = new RepositoryName("team/other");
    static final Authority ALICE =
            new Authority(new Author(Author.Kind.USER, "a1", "alice", "password", "192.0.2.1", "r1"), sql -> {});
    static final Authority BOB =
            new Authority(new Author(Author.Kind.USER, "b2", "bob", "password", "192.0.2.2", "r2"), sql -> {});
    static final String IN_TRANSACTION = "in the transaction, before its commit";
    static final String BEFORE_FORCE = "before the file is forced";
    static final String AFTER_DELETE = "after the bytes are deleted";

    /// What becomes of a removal of bytes; throws for a disk that fails, or for a process that dies there.
    interface Fate {
        void accept(StorageKey key) throws IOException;
    }

    volatile Fate beforeDelete = key -> {};
    volatile Fate afterDelete = key -> {};
    volatile Fate afterAdopt = key -> {};
    final StopPoints stops = new StopPoints();
    final Path blobs;
    final BlobStore store;
    final Content content;
    final Database database;
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile Duration stepped = Duration.ZERO;
    private volatile Duration rested = Duration.ZERO;

    ContentFixture(TestDatabase test) {
        this(test, test.database(), ContentConfig.DEFAULT);
    }

    ContentFixture(TestDatabase test, Database database, ContentConfig config) {
        try {
            Metrics metrics = new Metrics();
            Path data = test.data();
            blobs = data.resolve("blobs");
            store = new StoppingStore(FilesystemBlobStore.open(data, test.health(), metrics));
            this.database = new StoppingDatabase(database);
            InstantSource clock = () -> now;
            content = new Content(
                    config,
                    new Content.Foundations(
                            this.database,
                            store,
                            new AuditLog(clock),
                            new AccessEpoch(this.database),
                            NameKeeper.NONE,
                            metrics.registry(),
                            clock,
                            steady(database)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ContentConfig config(Duration uploadTtl, Duration lease, Duration delay) {
        return new ContentConfig(
                false,
                4 * 1024 * 1024,
                100,
                Duration.ofDays(30),
                uploadTtl,
                lease,
                delay,
                ContentConfig.DEFAULT.garbageRate(),
                ContentConfig.DEFAULT.trashKeep());
    }

    /// Time passes, where the clock that decides is ours: on SQLite.
    Instant now() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    /// All leases are over, and all that is in the trash; on both databases.
    void lapse() {
        lapseLeases();
        database.write(sql -> sql.update("UPDATE deletion SET keep_until = 1 WHERE keep_until > 1"));
    }

    /// All leases are over.
    void lapseLeases() {
        database.write(sql -> sql.update("UPDATE link SET leased_until = 1")
                + sql.update("UPDATE link SET check_at = 1 WHERE check_at IS NOT NULL")
                + sql.update("UPDATE manifest SET leased_until = 1"));
    }

    /// Somebody sets the clock that decides; on PostgreSQL, whose clock is not ours, the steady one jumps instead.
    void step(Duration step) {
        stepped = stepped.plus(step);
        if (database.engine().equals("sqlite")) {
            now = now.plus(step);
        }
    }

    private SteadyClock steady(Database engine) {
        boolean ours = engine.engine().equals("sqlite");
        return new SteadyClock() {
            @Override
            public long micros() {
                Duration told = ours ? Duration.between(Instant.EPOCH, now) : Duration.ofNanos(System.nanoTime());
                return told.minus(stepped).plus(rested).toNanos() / 1000;
            }

            @Override
            public String origin() {
                return "test";
            }

            @Override
            public void rest(Duration time) {
                rested = rested.plus(time);
            }
        };
    }

    static UploadChunk chunk(String text) {
        return UploadChunk.stream(source(text));
    }

    static UploadSource source(String text) {
        return sink -> {
            sink.accept(bytes(text));
            return text.length();
        };
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Digest digest(String text) {
        return Digest.of(Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.US_ASCII));
    }

    static final Pusher PUSHER = new Pusher(ALICE, Births.NAMESPACE_TOO);

    String open() {
        return open(REPOSITORY);
    }

    String open(RepositoryName repository) {
        UploadResult opened = content.uploads().open(repository, UploadOpening.of(PUSHER, Digest.Algorithm.SHA256));
        return ((UploadResult.Opened) opened).id();
    }

    UploadResult append(String id, UploadChunk chunk) {
        return io(() -> content.uploads().append(REPOSITORY, id, ALICE, chunk));
    }

    UploadResult finish(String id, String text, Digest digest) {
        return io(() -> content.uploads().finish(REPOSITORY, id, ALICE, chunk(text), digest));
    }

    Digest push(String text) {
        return push(REPOSITORY, text);
    }

    Digest push(RepositoryName repository, String text) {
        Digest digest = digest(text);
        String id = open(repository);
        assertThat(io(() -> content.uploads().finish(repository, id, ALICE, chunk(text), digest)))
                .isEqualTo(new UploadResult.Stored(digest, text.length()));
        return digest;
    }

    /// An image manifest whose config and only layer is the blob of `text`.
    static byte[] image(String text) {
        String descriptor =
                "{\"mediaType\":\"application/x\",\"digest\":\"" + digest(text) + "\",\"size\":" + text.length() + "}";
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST.text() + "\",\"config\":" + descriptor
                        + ",\"layers\":[" + descriptor + "]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static ManifestPush manifest(byte[] bytes, String... tags) {
        return new ManifestPush(
                REPOSITORY,
                Optional.empty(),
                Stream.of(tags).map(Tag::parse).toList(),
                Optional.of(MediaType.OCI_MANIFEST),
                bytes,
                Optional.empty(),
                PUSHER);
    }

    static ManifestPush manifestByDigest(byte[] bytes) {
        return new ManifestPush(
                REPOSITORY,
                Optional.of(Digest.of(Digest.Algorithm.SHA256, bytes)),
                List.of(),
                Optional.empty(),
                bytes,
                Optional.empty(),
                PUSHER);
    }

    long filesStored() {
        return io(() -> {
            try (Stream<Path> files = Files.walk(blobs)) {
                return files.filter(Files::isRegularFile).count();
            }
        });
    }

    /// How long those rested who went at a set pace.
    Duration rested() {
        return rested;
    }

    void change(String statement) {
        database.write(sql -> sql.update(statement));
    }

    long count(String table) {
        return database.read(sql -> sql.first("SELECT COUNT(*) FROM " + table, row -> row.number(1)))
                .orElseThrow();
    }

    static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    static <T> T io(IoSupplier<T> work) {
        try {
            return work.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface IoSupplier<T> {
        T get() throws IOException;
    }

    @Override
    public void close() {
        content.close();
        store.close();
    }

    /// Stops inside a writing transaction, when its statements are done and its commit is not.
    private final class StoppingDatabase implements Database {
        private final Database real;

        StoppingDatabase(Database real) {
            this.real = real;
        }

        @Override
        public <T> T read(Work<T> work) {
            return real.read(work);
        }

        @Override
        public <T> T write(Work<T> work) {
            return real.write(sql -> {
                T result = work.run(sql);
                stops.reach(IN_TRANSACTION);
                return result;
            });
        }

        @Override
        public String engine() {
            return real.engine();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /// Stops before a file is forced and after one is deleted.
    private final class StoppingStore implements BlobStore {
        private final BlobStore real;

        StoppingStore(BlobStore real) {
            this.real = real;
        }

        @Override
        public BlobWriter append(StorageKey key, long offset) throws IOException {
            BlobWriter writer = real.append(key, offset);
            return new BlobWriter() {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    writer.write(bytes);
                }

                @Override
                public long length() {
                    return writer.length();
                }

                @Override
                public void force() throws IOException {
                    stops.reach(BEFORE_FORCE);
                    writer.force();
                }

                @Override
                public void close() throws IOException {
                    writer.close();
                }
            };
        }

        @Override
        public void adopt(StorageKey key, Path file) throws IOException {
            real.adopt(key, file);
            afterAdopt.accept(key);
        }

        @Override
        public Optional<BlobBytes> find(StorageKey key) throws IOException {
            return real.find(key);
        }

        @Override
        public Stream<StoredBytes> list(String prefix) throws IOException {
            return real.list(prefix);
        }

        @Override
        public void delete(StorageKey key) throws IOException {
            beforeDelete.accept(key);
            real.delete(key);
            stops.reach(AFTER_DELETE);
            afterDelete.accept(key);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
