package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.integrity.Scrub;
import dev.entrepot.integrity.ScrubConfig;
import dev.entrepot.jobs.Job;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.Submission;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.BlobBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Flipped bits, cut ends, added bytes and lost files, found by one scrub and healed by pushes.
class ScrubTest {
    private static final int DAMAGED = 300;
    private static final int SOUND = 20;
    private static final int LARGEST = 1 << 20;
    private static final long SEED = 42;

    private final Random random = new Random(SEED);

    @OnBothDatabases
    void twoHundredFlippedBitsAreFoundByOneScrubAndHealedByTheNextPush(TestDatabase test) throws Exception {
        try (ContentFixture fixture = new ContentFixture(test);
                Scrub scrub = new Scrub(fixture.content.soundness(), ScrubConfig.DEFAULT);
                Jobs jobs = new Jobs(
                        fixture.database,
                        new AuditLog(InstantSource.system()),
                        InstantSource.system(),
                        Duration.ofSeconds(5))) {
            jobs.register(scrub.kind());
            jobs.start();
            List<byte[]> contents = contents();
            pushAll(fixture, contents, i -> REPOSITORY);
            assertThat(job(jobs).result()).contains("\"sound\":true");
            for (byte[] content : contents) {
                assertThat(served(fixture, content)).isPresent();
            }

            for (int i = 0; i < DAMAGED; i++) {
                damage(served(fixture, contents.get(i)).orElseThrow(), i);
            }
            Job found = job(jobs);

            assertThat(found.result())
                    .contains("\"damagedBlobs\":" + DAMAGED, "\"blobs\":" + (DAMAGED + SOUND), "\"sound\":false")
                    .contains("team/app");
            assertThat(found.progress().unit()).isEqualTo("bytes");
            for (int i = 0; i < contents.size(); i++) {
                assertThat(served(fixture, contents.get(i)).isPresent()).isEqualTo(i >= DAMAGED);
            }

            pushAll(fixture, contents.subList(0, DAMAGED), i -> i % 2 == 0 ? REPOSITORY : OTHER);

            for (byte[] content : contents) {
                assertThat(Files.readAllBytes(served(fixture, content).orElseThrow()))
                        .isEqualTo(content);
            }
            assertThat(job(jobs).result()).contains("\"damagedBlobs\":0", "\"sound\":true");
        }
    }

    /// Of sizes from nothing to 1 MiB, more small than large.
    private List<byte[]> contents() {
        List<byte[]> contents = new ArrayList<>(List.of(new byte[0], new byte[] {7}, random(LARGEST)));
        while (contents.size() < DAMAGED + SOUND) {
            contents.add(random(4 + (int) Math.pow(LARGEST - 4, random.nextDouble())));
        }
        return contents;
    }

    private byte[] random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private interface Where {
        RepositoryName of(int index);
    }

    private static void pushAll(ContentFixture fixture, List<byte[]> contents, Where where) throws Exception {
        try (ExecutorService pushers = Executors.newFixedThreadPool(8)) {
            List<Future<UploadResult>> pushed = new ArrayList<>();
            for (int i = 0; i < contents.size(); i++) {
                RepositoryName name = where.of(i);
                byte[] content = contents.get(i);
                pushed.add(pushers.submit(() -> push(fixture, name, content)));
            }
            for (Future<UploadResult> each : pushed) {
                assertThat(each.get()).isInstanceOf(UploadResult.Stored.class);
            }
        }
    }

    private static UploadResult push(ContentFixture fixture, RepositoryName name, byte[] content) throws IOException {
        UploadResult opened = fixture.content.uploads().open(name, UploadOpening.of(PUSHER, Digest.Algorithm.SHA256));
        return fixture.content
                .uploads()
                .finish(
                        name,
                        ((UploadResult.Opened) opened).id(),
                        ALICE,
                        UploadChunk.stream(sink -> {
                            sink.accept(ByteBuffer.wrap(content));
                            return content.length;
                        }),
                        digest(content));
    }

    private static Digest digest(byte[] content) {
        return Digest.of(Digest.Algorithm.SHA256, content);
    }

    private static Optional<Path> served(ContentFixture fixture, byte[] content) {
        return fixture.content.blobs().find(REPOSITORY, digest(content)).map(blob -> switch (blob.bytes()) {
            case BlobBytes.LocalFile file -> file.path();
        });
    }

    private void damage(Path path, int index) throws IOException {
        if (index % 10 == 9) {
            Files.delete(path);
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long size = file.length();
            if (size == 0 || index % 10 == 8) {
                file.setLength(size + 1);
            } else if (index % 10 == 7) {
                file.setLength(random.nextLong(size));
            } else {
                long at = random.nextLong(size);
                file.seek(at);
                int old = file.read();
                file.seek(at);
                file.write(old ^ (1 << random.nextInt(8)));
            }
        }
    }

    private static Job job(Jobs jobs) {
        Submission asked = jobs.submit("scrub", "", Map.of(), ALICE);
        Job job = jobs.await(((Submission.Accepted) asked).job().id(), Duration.ofSeconds(30))
                .orElseThrow();
        assertThat(job.state()).isEqualTo(Job.State.DONE);
        return job;
    }
}
