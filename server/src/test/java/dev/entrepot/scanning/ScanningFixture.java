package dev.entrepot.scanning;

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
import dev.entrepot.database.TestDatabase;
import dev.entrepot.events.EventFilter;
import dev.entrepot.events.Outbox;
import dev.entrepot.events.StoredEvent;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Scanning over real content and databases; only the processes that read layers are played by {@link PlainLayers}.
/// Nothing is read by itself: {@link #scan} does.
final class ScanningFixture implements AutoCloseable {
    static final RepositoryName APP = new RepositoryName("team/app");
    static final Authority ALICE =
            new Authority(new Author(Author.Kind.USER, "a1", "alice", "password", "192.0.2.1", "r1"), sql -> {});
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

    final Database database;
    final Content content;
    final Scanning scanning;
    final Advisories advisories;
    final PlainLayers layers = new PlainLayers();
    final BlobStore store;
    final Outbox outbox;

    ScanningFixture(TestDatabase test) {
        this(test, ScanningConfig.DEFAULT);
    }

    ScanningFixture(TestDatabase test, ScanningConfig config) {
        this(test, config, ContentConfig.DEFAULT);
    }

    ScanningFixture(TestDatabase test, ScanningConfig config, ContentConfig contentConfig) {
        Metrics metrics = new Metrics();
        database = test.database();
        InstantSource clock = InstantSource.system();
        try {
            store = FilesystemBlobStore.open(test.data(), test.health(), metrics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        content = new Content(
                contentConfig,
                new Content.Foundations(
                        database,
                        store,
                        new AuditLog(clock),
                        new AccessEpoch(database),
                        NameKeeper.NONE,
                        metrics.registry(),
                        clock));
        advisories = new Advisories(test.data());
        outbox = new Outbox(database, clock, config.eventsKeep());
        scanning = new Scanning(
                config,
                new Scanning.Foundations(
                        database,
                        new DatabaseClock(database, clock),
                        store,
                        content,
                        advisories.database(),
                        outbox,
                        metrics.registry(),
                        test.data().resolve("downloads")),
                layers);
    }

    Digest blob(RepositoryName repository, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
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

    /// An image of these layers, each a text of {@link PlainLayers}; a label makes it differ from others like it.
    Digest image(RepositoryName repository, List<String> layerTexts, String label, String... tags) {
        List<String> described = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (String text : layerTexts) {
            Digest layer = blob(repository, text);
            diffIds.add("\"" + layer + "\"");
            described.add(descriptor(LAYER_TYPE, layer, text));
        }
        String config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"User\":\"app\",\"Labels\":{\"name\":\""
                        + label + "\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds)
                        + "]}}";
        return manifest(repository, descriptor(CONFIG_TYPE, blob(repository, config), config), described, "", tags);
    }

    Digest image(List<String> layerTexts, String... tags) {
        return image(APP, layerTexts, "", tags);
    }

    static String descriptor(String type, Digest digest, String text) {
        return descriptor(type, digest, text.getBytes(StandardCharsets.UTF_8).length, "");
    }

    static String descriptor(String type, Digest digest, long size, String more) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + more + "}";
    }

    Digest manifest(
            RepositoryName repository, String config, List<String> layerDescriptors, String more, String... tags) {
        return put(
                repository,
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":" + config
                        + ",\"layers\":[" + String.join(",", layerDescriptors) + "]" + more + "}",
                tags);
    }

    Digest index(RepositoryName repository, List<Digest> children, String... tags) {
        String listed = children.stream()
                .map(child -> descriptor(MediaType.OCI_MANIFEST.text(), child, size(child), ""))
                .collect(Collectors.joining(","));
        return put(
                repository,
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[" + listed + "]}",
                tags);
    }

    Digest put(RepositoryName repository, MediaType type, String text, String... tags) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        ManifestResult result = content.manifests()
                .put(new ManifestPush(
                        repository,
                        Optional.of(digest),
                        Stream.of(tags).map(Tag::parse).toList(),
                        Optional.of(type),
                        bytes,
                        Optional.empty(),
                        new Pusher(ALICE, Births.NAMESPACE_TOO)));
        assertThat(result).isInstanceOf(ManifestResult.Stored.class);
        return digest;
    }

    long size(Digest digest) {
        return number("SELECT size FROM manifest WHERE digest = ? LIMIT 1", digest.toString());
    }

    /// Finds what came and reads all that is due; returns how many images were read.
    int scan() {
        scanning.look();
        int read = 0;
        try {
            while (scanning.step()) {
                read++;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return read;
    }

    /// What waits for later is due now.
    void later() {
        database.write(sql -> sql.update("UPDATE image_scan SET due_at = 0 WHERE due_at IS NOT NULL"));
    }

    ImageScan found(Digest digest) {
        return scanning.find("team", digest).orElseThrow();
    }

    List<String> packages(Digest digest) {
        return found(digest).packages().stream()
                .map(found -> found.what().name() + " " + found.what().version())
                .toList();
    }

    List<String> findings(Digest digest) {
        return found(digest).findings().stream()
                .map(finding -> finding.packageName() + " " + finding.id())
                .toList();
    }

    Rematching.Report rematch() {
        return scanning.rematching().run((done, total, unit) -> {});
    }

    /// Kind and repository of each event, the oldest first.
    List<String> events(String kind) {
        return outbox.after(new EventFilter(kind, "", "", ""), "", Outbox.MOST).stream()
                .map(event -> event.kind() + " " + event.repository())
                .toList();
    }

    StoredEvent lastEvent(String kind) {
        return outbox.before(new EventFilter(kind, "", "", ""), "", 1).getFirst();
    }

    long number(String statement, Object... parameters) {
        return database.read(
                sql -> sql.first(statement, row -> row.optionalNumber(1).orElse(-1L), parameters)
                        .orElse(-2L));
    }

    long count(String statement) {
        return number(statement);
    }

    /// Until the trash is empty, whatever its delay.
    void emptyTrash() {
        database.write(sql -> sql.update("UPDATE deletion SET keep_until = 0"));
        database.write(sql -> sql.update("UPDATE manifest SET leased_until = 0"));
        database.write(sql -> sql.update("UPDATE link SET leased_until = 0"));
        content.trash().expire();
        for (int i = 0; i < 10; i++) {
            content.garbage().turn();
        }
    }

    static Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Override
    public void close() {
        scanning.close();
        content.close();
        advisories.close();
        store.close();
    }
}
