package dev.entrepot.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.NameKeeper;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.Soundness;
import dev.entrepot.content.UploadChunk;
import dev.entrepot.content.UploadOpening;
import dev.entrepot.content.UploadResult;
import dev.entrepot.content.Verdict;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The scrub that is always under way, with hours that pass at once.
class SlowScrubTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("team/app");
    private static final Authority SYSTEM = new Authority(Author.system("test"), sql -> {});
    private static final int BLOBS = 20;
    private static final Duration WITHIN = Duration.ofDays(5);
    private static final Duration STEP = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();
    private Path blobs;
    private Content content;
    private Readings readings;

    @BeforeEach
    void fill(TestDatabase test) throws IOException {
        Metrics metrics = new Metrics();
        blobs = test.data().resolve("blobs");
        content = new Content(
                ContentConfig.DEFAULT,
                new Content.Foundations(
                        test.database(),
                        FilesystemBlobStore.open(test.data(), test.health(), metrics),
                        new AuditLog(InstantSource.system()),
                        new AccessEpoch(test.database()),
                        NameKeeper.NONE,
                        metrics.registry(),
                        InstantSource.system()));
        readings = new Readings(content.soundness());
        for (int i = 0; i < BLOBS; i++) {
            push(("blob " + i).getBytes(StandardCharsets.US_ASCII));
        }
        // As after an update: nobody knows when they were read.
        test.database().write(sql -> sql.update("UPDATE blob SET scrubbed_at = 0"));
    }

    @AfterEach
    void close() {
        readings.close();
        content.close();
    }

    private void push(byte[] bytes) throws IOException {
        Pusher pusher = new Pusher(SYSTEM, Births.NAMESPACE_TOO);
        UploadResult opened = content.uploads().open(REPOSITORY, UploadOpening.of(pusher, Digest.Algorithm.SHA256));
        content.uploads()
                .finish(
                        REPOSITORY,
                        ((UploadResult.Opened) opened).id(),
                        SYSTEM,
                        UploadChunk.stream(sink -> {
                            sink.accept(ByteBuffer.wrap(bytes));
                            return bytes.length;
                        }),
                        Digest.of(Digest.Algorithm.SHA256, bytes));
    }

    private SlowScrub slow(Duration within) {
        return new SlowScrub(content.soundness(), readings, within, nanos::get);
    }

    private long unread() {
        return content.soundness().longestUnread(1, BLOBS).size();
    }

    private void steps(SlowScrub slow, Duration time) throws IOException {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(STEP)) {
            nanos.addAndGet(STEP.toNanos());
            slow.step();
        }
    }

    @OnBothDatabases
    void allIsReadLittleByLittleAndInTime() throws IOException {
        SlowScrub slow = slow(WITHIN);

        steps(slow, Duration.ofHours(6));
        long afterAWhile = unread();
        steps(slow, WITHIN);

        assertThat(afterAWhile).isBetween(BLOBS / 2L, BLOBS - 1L);
        assertThat(unread()).isZero();
        assertThat(content.soundness().coverage().reread()).isEqualTo(BLOBS);
    }

    @OnBothDatabases
    void whatIsFoundDamagedIsNotedAndReadAgainEachDay() throws IOException {
        SlowScrub slow = slow(WITHIN);
        Soundness.Entry first = content.soundness().after("", 1).getFirst();
        Path file = blobs.resolve(first.key().text().substring(0, 2))
                .resolve(first.key().text());
        byte[] good = Files.readAllBytes(file);
        Files.write(file, new byte[good.length]);

        steps(slow, WITHIN);
        assertThat(content.soundness().damaged("", BLOBS)).hasSize(1);
        Files.write(file, good);
        steps(slow, Duration.ofDays(1).plus(STEP));

        assertThat(content.soundness().damaged("", BLOBS)).isEmpty();
    }

    @OnBothDatabases
    void itRestsWhenItIsOffOrSomebodyReadsEverything() throws IOException {
        SlowScrub off = slow(Duration.ZERO);
        steps(off, WITHIN);
        SlowScrub resting = slow(WITHIN);
        try (SlowScrub.Rest _ = resting.rest()) {
            steps(resting, WITHIN);
        }

        assertThat(unread()).isEqualTo(BLOBS);
    }

    @OnBothDatabases
    void aLostFolderIsNoDamage() throws IOException {
        Soundness.Entry first = content.soundness().after("", 1).getFirst();
        Path folder = blobs.resolve(first.key().text().substring(0, 2));
        Path aside = blobs.resolve("aside");
        Files.move(folder, aside);

        assertThatThrownBy(() -> readings.read(List.of(first), bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is gone");
        Files.move(aside, folder);

        assertThat(content.soundness().read(first, bytes -> {})).isEqualTo(new Verdict.Sound());
    }
}
