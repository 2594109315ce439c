package dev.entrepot.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/// Many stored images, when the vulnerability database changes.
final class RematchRow implements Row {
    private static final int REPOSITORIES = 10;
    private static final int CLIENTS = 8;

    /// Packages in the layer that all images share, as in a small distribution.
    private static final int SHARED = 100;

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(60);

    private final int images;
    private final Measure reading;
    private final Measure rematch;

    RematchRow(int images) {
        this.images = images;
        this.reading = new Measure(images + " images pushed and read", "s");
        this.rematch = new Measure(
                images + " images matched again after a change of the database",
                "s",
                new Target.AtMost(MOST.toSeconds(), "s"));
    }

    @Override
    public String name() {
        return "rematch";
    }

    @Override
    public String what() {
        return images + " images in " + REPOSITORIES + " repositories share a layer of " + SHARED
                + " packages, and each has a "
                + "layer with one of its own. An advisory about a package of the shared layer and one about those of all others "
                + "are imported; the time is from then until a thousand of them, looked at one by one, show both. `--images N` says "
                + "how many.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(reading, rematch);
    }

    @Override
    public Set<Contender> contenders() {
        return Set.of(Contender.ENTREPOT);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        Path advisories = Files.createDirectories(trial.folder().resolve("advisories"));
        try (Server server = trial.start()) {
            Scans scans = new Scans(server);
            advisory(advisories, "GHSA-0000-0000-0001", "nobody-has-this");
            scans.importAll(advisories.toString(), LONGEST);
            long began = System.nanoTime();
            push(server);
            for (int image = 0; image < images; image++) {
                scans.read(name(image), LONGEST);
            }
            trial.record(reading, (System.nanoTime() - began) / 1e9);
            advisory(advisories, "GHSA-0000-0000-0002", "shared-7");
            advisory(advisories, "GHSA-0000-0000-0003", "own");
            began = System.nanoTime();
            scans.importAll(advisories.toString(), LONGEST);
            for (int image = 0; image < images; image += Math.max(1, images / 1_000)) {
                await(scans, name(image));
            }
            await(scans, name(images - 1));
            trial.record(rematch, (System.nanoTime() - began) / 1e9);
        }
    }

    private static void await(Scans scans, String image) throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            String known = scans.known(image);
            if (known.contains("GHSA-0000-0000-0002") && known.contains("GHSA-0000-0000-0003")) {
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new IllegalStateException(image + " was not matched again");
    }

    private static void advisory(Path folder, String id, String name) throws IOException {
        Files.writeString(folder.resolve(id + ".json"), """
                {"schema_version":"1.6.0","id":"%s","modified":"2026-01-01T00:00:00Z","summary":"made for a benchmark",
                 "database_specific":{"severity":"HIGH"},
                 "affected":[{"package":{"ecosystem":"npm","name":"%s"},
                              "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"2.0.0"}]}]}]}
                """.formatted(id, name));
    }

    private void push(Server server) throws IOException, InterruptedException {
        byte[] shared = layer(SHARED, "shared-", "1.0.0");
        AtomicInteger next = new AtomicInteger();
        Crew.run(CLIENTS, client -> {
            String[] repositories = new String[REPOSITORIES];
            for (int i = 0; i < REPOSITORIES; i++) {
                repositories[i] = repository(i);
            }
            try (RegistryClient pusher = server.client(repositories)) {
                for (int i = 0; i < REPOSITORIES; i++) {
                    pusher.pushBlobAtOnce(repositories[i], Payloads.digestOf(shared), Body.of(shared));
                }
                for (int image = next.getAndIncrement(); image < images; image = next.getAndIncrement()) {
                    push(pusher, image, shared);
                }
            }
        });
    }

    private static void push(RegistryClient pusher, int image, byte[] shared) throws IOException {
        byte[] own = layer(1, "own", "1.0." + image);
        pusher.pushBlobAtOnce(repository(image), Payloads.digestOf(own), Body.of(own));
        pusher.pushManifestAround(
                repository(image),
                "v" + image,
                List.of(
                        new Layer(Payloads.digestOf(shared), shared.length),
                        new Layer(Payloads.digestOf(own), own.length)),
                ReadRow.config(2));
    }

    private static String repository(int image) {
        return "bench/rematch-" + image % REPOSITORIES;
    }

    private static String name(int image) {
        return repository(image) + ":v" + image;
    }

    /// A layer of packages of npm.
    private static byte[] layer(int packages, String prefix, String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int number = 0; number < packages; number++) {
                String name = packages == 1 ? prefix : prefix + number;
                byte[] content = "{\"name\":\"%s\",\"version\":\"%s\"}"
                        .formatted(name, version)
                        .getBytes(StandardCharsets.UTF_8);
                out.write(Tar.file("app/node_modules/" + name + "/package.json", content));
            }
            out.write(Tar.end());
        }
        return bytes.toByteArray();
    }
}
