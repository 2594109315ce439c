package dev.entrepot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Space that comes back: a tenth of many blobs is dead. Entrepot collects it while pushes go on; the others are
/// stopped
/// for it.
final class CollectRow implements Row {

    private static final String REPOSITORY = "bench/collect";
    private static final int FILLERS = 16;

    /// Blobs that are pushed with one manifest around them, and how many of these no manifest names.
    private static final int BATCH = 500;

    private static final int DEAD = BATCH / 10;
    private static final int BLOB_BYTES = 64;

    private static final int PUSHES_PER_SECOND = 20;
    private static final Duration BASELINE = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Pattern FREED =
            Pattern.compile("entrepot_garbage_freed_files_total\\{kind=\"blob\"} ([0-9.E]+)");

    private final int blobs;
    private final Measure time;
    private final Measure fill;
    private final Measure quiet = new Measure("push of a small image, p99, nothing to collect", "ms");
    private final Measure under =
            new Measure("push of a small image, p99, while it is collected", "ms", new Target.AtMost(500, "ms"));

    CollectRow(int blobs) {
        this.blobs = blobs / BATCH * BATCH;
        this.fill = new Measure("filling with " + this.blobs + " blobs", "s");
        this.time = new Measure("collecting " + dead() + " dead of " + this.blobs + " blobs", "s");
    }

    private int dead() {
        return blobs / BATCH * DEAD;
    }

    @Override
    public String name() {
        return "collect";
    }

    @Override
    public String what() {
        return FILLERS + " clients push " + blobs + " blobs of " + BLOB_BYTES + " bytes; manifests name nine in ten. "
                + "Entrepot is told to delete the others and collects them, at its default rate, while "
                + PUSHES_PER_SECOND
                + " images a second are pushed; the time is from when they are due until the last file is gone. The others "
                + "are stopped and run garbage-collect. `--blobs N` says how many.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(fill, time, quiet, under);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        if (trial.contender() == Contender.ENTREPOT) {
            online(trial);
        } else {
            stopped(trial);
        }
    }

    private void stopped(Trial trial) throws IOException, InterruptedException {
        try (Server server = trial.start()) {
            trial.record(fill, fill(server));
        }
        trial.record(time, trial.collectStopped().toNanos() / 1e9);
    }

    private void online(Trial trial) throws IOException, InterruptedException {
        Duration delay = Duration.ofSeconds(10 + dead() / 500);
        try (Server server = trial.start(Map.of("ENTREPOT_GARBAGE_DELAY", delay.toSeconds() + "s"))) {
            trial.record(fill, fill(server));
            long settled = System.nanoTime() + BASELINE.toNanos();
            trial.record(quiet, millis(pushes(server, "quiet", () -> System.nanoTime() < settled)));
            long due = System.nanoTime() + delay.toNanos();
            delete(server);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long began = System.nanoTime();
            AtomicInteger freed = new AtomicInteger();
            Crew.run(2, client -> {
                if (client == 0) {
                    trial.record(under, millis(pushes(server, "under", () -> freed.get() < dead())));
                } else {
                    awaitFreed(server, freed, began + LONGEST.toNanos());
                    trial.record(time, (System.nanoTime() - began) / 1e9);
                }
            });
        }
    }

    private double fill(Server server) throws IOException, InterruptedException {
        long began = System.nanoTime();
        eachBatch(batch -> {
            try (RegistryClient client = server.client(REPOSITORY)) {
                List<Layer> named = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    byte[] blob = blob(batch, i);
                    String digest = Payloads.digestOf(blob);
                    client.pushBlobAtOnce(REPOSITORY, digest, Body.of(blob));
                    if (i >= DEAD) {
                        named.add(new Layer(digest, blob.length));
                    }
                }
                client.pushManifestAround(REPOSITORY, "batch-" + batch, named, "{\"batch\":" + batch + "}");
            }
        });
        return (System.nanoTime() - began) / 1e9;
    }

    private void delete(Server server) throws IOException, InterruptedException {
        eachBatch(batch -> {
            List<String> admission = server.admission("repository:" + REPOSITORY + ":pull,delete");
            try (Connection connection = new Connection(server.address())) {
                for (int i = 0; i < DEAD; i++) {
                    String digest = Payloads.digestOf(blob(batch, i));
                    connection
                            .exchange("DELETE", "/v2/" + REPOSITORY + "/blobs/" + digest, admission, Body.none())
                            .expect("DELETE of a blob", 202);
                }
            }
        });
    }

    private void eachBatch(Crew.Work work) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Crew.run(FILLERS, client -> {
            for (int batch = next.getAndIncrement(); batch < blobs / BATCH; batch = next.getAndIncrement()) {
                work.accept(batch);
            }
        });
    }

    private static byte[] blob(int batch, int number) {
        String text = "blob " + number + " of batch " + batch + " ";
        return (text + ".".repeat(BLOB_BYTES - text.length())).getBytes(StandardCharsets.US_ASCII);
    }

    private interface More {
        boolean wanted();
    }

    /// Pushes small images, each when it is due; latencies count from then.
    private static Latencies pushes(Server server, String name, More more) throws IOException {
        Latencies all = new Latencies();
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        try {
            Crew.run(PUSHES_PER_SECOND / 2, client -> {
                while (more.wanted()) {
                    try (RegistryClient pusher = server.client(REPOSITORY)) {
                        Latencies own = new Latencies();
                        for (int i = 0; i < 100 && more.wanted(); i++) {
                            int number = next.getAndIncrement();
                            long dueAt = began + number * 1_000_000_000L / PUSHES_PER_SECOND;
                            while (System.nanoTime() < dueAt) {
                                LockSupport.parkNanos(dueAt - System.nanoTime());
                            }
                            push(pusher, name + number);
                            own.record(System.nanoTime() - dueAt);
                        }
                        synchronized (all) {
                            all.addAll(own);
                        }
                    }
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted under load", e);
        }
        return all;
    }

    private static void push(RegistryClient client, String name) throws IOException {
        byte[] layer = ("layer of " + name).getBytes(StandardCharsets.US_ASCII);
        String digest = Payloads.digestOf(layer);
        client.pushBlobAtOnce(REPOSITORY, digest, Body.of(layer));
        client.pushManifestAround(
                REPOSITORY, name, List.of(new Layer(digest, layer.length)), "{\"image\":\"" + name + "\"}");
    }

    private static double millis(Latencies latencies) {
        return latencies.percentile(0.99).toNanos() / 1e6;
    }

    private void awaitFreed(Server server, AtomicInteger freed, long deadline) throws IOException {
        String basic = Base64.getEncoder().encodeToString(server.login().getBytes(StandardCharsets.UTF_8));
        while (freed.get() < dead()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("only " + freed + " of " + dead() + " dead blobs were collected");
            }
            LockSupport.parkNanos(POLL.toNanos());
            try (Connection connection = new Connection(server.address())) {
                Matcher found = FREED.matcher(connection
                        .exchange("GET", "/metrics", List.of("Authorization: Basic " + basic), Body.none())
                        .expect("GET of the meters", 200)
                        .body());
                if (found.find()) {
                    freed.set((int) Double.parseDouble(found.group(1)));
                }
            }
        }
    }
}
