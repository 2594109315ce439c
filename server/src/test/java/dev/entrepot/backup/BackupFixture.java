package dev.entrepot.backup;

import dev.entrepot.access.AccessConfig;
import dev.entrepot.access.RestoredKeys;
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
import dev.entrepot.database.Catalog;
import dev.entrepot.database.Database;
import dev.entrepot.database.DatabaseConfig;
import dev.entrepot.database.Databases;
import dev.entrepot.database.Sql;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A registry without its edges: what is backed up, and what a restore makes.
final class BackupFixture implements AutoCloseable {
    static final RepositoryName REPOSITORY = new RepositoryName("team/app");
    static final Authority ALICE =
            new Authority(new Author(Author.Kind.USER, "a1", "alice", "password", "192.0.2.1", "r1"), sql -> {});

    /// What a restore changes, or does not bring.
    static final Set<String> CHANGED = Set.of(
            "upload",
            "removal",
            "backup",
            "device_login",
            "signing_key",
            "registry_fact",
            "audit_entry",
            "access_epoch");

    /// Nothing waits for a lease, a delay or the trash.
    static final ContentConfig AT_ONCE = new ContentConfig(
            false,
            ContentConfig.DEFAULT.maxManifestBytes(),
            ContentConfig.DEFAULT.maxTagsPerPush(),
            ContentConfig.DEFAULT.renameServes(),
            ContentConfig.DEFAULT.uploadTtl(),
            Duration.ZERO,
            Duration.ZERO,
            ContentConfig.DEFAULT.garbageRate(),
            Duration.ZERO);

    final Path data;
    final Database database;
    final BlobStore store;
    final Content content;
    private final InstantSource clock;

    BackupFixture(Path data, DatabaseConfig config, InstantSource clock) {
        this(data, Databases.open(config, data, new NodeHealth(), new Metrics()), clock);
    }

    BackupFixture(Path data, Database database, InstantSource clock) {
        this(data, database, clock, ContentConfig.DEFAULT);
    }

    BackupFixture(Path data, Database database, InstantSource clock, ContentConfig config) {
        Metrics metrics = new Metrics();
        this.data = data;
        this.database = database;
        this.clock = clock;
        this.store = store(data);
        this.content = new Content(
                config,
                new Content.Foundations(
                        database,
                        store,
                        new AuditLog(clock),
                        new AccessEpoch(database),
                        NameKeeper.NONE,
                        metrics.registry(),
                        clock));
    }

    static BlobStore store(Path data) {
        try {
            return FilesystemBlobStore.open(data, new NodeHealth(), new Metrics());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A blob that no manifest names.
    Digest blob(String text) {
        byte[] bytes = bytes(text);
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        Pusher pusher = new Pusher(ALICE, Births.NAMESPACE_TOO);
        String id = ((UploadResult.Opened)
                        content.uploads().open(REPOSITORY, UploadOpening.of(pusher, Digest.Algorithm.SHA256)))
                .id();
        UploadChunk chunk = UploadChunk.stream(sink -> {
            sink.accept(ByteBuffer.wrap(bytes));
            return bytes.length;
        });
        try {
            content.uploads().finish(REPOSITORY, id, ALICE, chunk, digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest;
    }

    /// An image of one blob under a tag; the digest of the blob.
    Digest image(String text, String tag) {
        Digest digest = blob(text);
        Pusher pusher = new Pusher(ALICE, Births.NAMESPACE_TOO);
        String descriptor =
                "{\"mediaType\":\"application/x\",\"digest\":\"" + digest + "\",\"size\":" + bytes(text).length + "}";
        byte[] manifest = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST.text()
                + "\",\"config\":" + descriptor + ",\"layers\":[" + descriptor + "]}");
        ManifestResult pushed = content.manifests()
                .put(new ManifestPush(
                        REPOSITORY,
                        Optional.empty(),
                        List.of(Tag.parse(tag)),
                        Optional.of(MediaType.OCI_MANIFEST),
                        manifest,
                        Optional.empty(),
                        pusher));
        if (!(pushed instanceof ManifestResult.Stored)) {
            throw new AssertionError(pushed);
        }
        return digest;
    }

    /// Opens an upload that is never finished.
    void openUpload() {
        content.uploads()
                .open(REPOSITORY, UploadOpening.of(new Pusher(ALICE, Births.NAMESPACE_TOO), Digest.Algorithm.SHA256));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The file with the bytes of a blob.
    Path file(Digest digest) {
        String key = database.read(sql -> sql.first(
                        "SELECT storage_key FROM blob WHERE digest = ?", row -> row.text(1), digest.toString()))
                .orElseThrow();
        try {
            return ((BlobBytes.LocalFile) store.find(new StorageKey(key)).orElseThrow()).path();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Backups backups() {
        return new Backups(new Backups.Parts(
                database,
                store,
                new AuditLog(clock),
                new DatabaseClock(database, clock),
                data,
                data.resolve("secret-key"),
                Map::of,
                "test"));
    }

    BackupReport backup(Path folder) {
        return backup(order(folder), Watch.NONE);
    }

    BackupReport backup(BackupOrder order, Watch watch) {
        try {
            return backups().take(ALICE, order, watch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BackupOrder order(Path folder) {
        return new BackupOrder(folder, false, 0, 0, false);
    }

    static BackupOrder keeping(Path folder, int snapshots) {
        return new BackupOrder(folder, false, snapshots, 0, false);
    }

    static BackupCheck.Report check(Path folder, boolean deep) {
        try {
            return BackupCheck.check(folder, Optional.empty(), deep, Watch.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RestoreReport restore(Path folder, Path data, DatabaseConfig config, InstantSource clock) {
        return restore(new RestoreOrder(folder, Optional.empty(), false, false), data, config, clock, Watch.NONE);
    }

    static RestoreReport restore(
            RestoreOrder order, Path data, DatabaseConfig config, InstantSource clock, Watch watch) {
        try (BlobStore store = store(data)) {
            return new Restores(new Restores.Parts(
                            data,
                            version -> Databases.at(version, config, data, new NodeHealth(), new Metrics()),
                            store,
                            () -> files(data.resolve("blobs")) > 0,
                            new RestoredKeys(AccessConfig.DEFAULT, data),
                            clock))
                    .run(order, watch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every row of every table, the same on both engines.
    Map<String, Set<String>> rows() {
        return database.read(BackupFixture::rows);
    }

    private static Map<String, Set<String>> rows(Sql sql) {
        Map<String, Set<String>> all = new TreeMap<>();
        for (Catalog.Table table : sql.tables()) {
            Set<String> rows = new TreeSet<>();
            String columns = table.columns().stream()
                    .map(column -> '"' + column.name() + '"')
                    .collect(Collectors.joining(", "));
            sql.each(
                    "SELECT " + columns + " FROM \"" + table.name() + '"',
                    row -> rows.add(IntStream.range(0, table.columns().size())
                            .mapToObj(
                                    place -> switch (table.columns().get(place).type()) {
                                        case TEXT -> row.optionalText(place + 1).orElse("-");
                                        case NUMBER ->
                                            row.optionalNumber(place + 1)
                                                    .map(String::valueOf)
                                                    .orElse("-");
                                        case BYTES ->
                                            row.optionalBytes(place + 1)
                                                    .map(Base64.getEncoder()::encodeToString)
                                                    .orElse("-");
                                    })
                            .collect(Collectors.joining("|"))));
            all.put(table.name(), rows);
        }
        return all;
    }

    /// Without what a restore changes.
    Map<String, Set<String>> lasting() {
        Map<String, Set<String>> rows = new TreeMap<>(rows());
        rows.keySet().removeAll(CHANGED);
        return rows;
    }

    long number(String statement) {
        return database.read(sql -> sql.first(statement, row -> row.number(1))).orElseThrow();
    }

    void sql(String statement, Object... parameters) {
        database.write(sql -> sql.update(statement, parameters));
    }

    /// A clock that stands still, some time after another.
    static InstantSource later(InstantSource clock, Duration time) {
        Instant then = clock.instant().plus(time);
        return () -> then;
    }

    @Override
    public void close() {
        content.close();
        store.close();
        database.close();
    }
}
