package dev.entrepot.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Images of many small layers, pushed by many clients: how fast things become durable.
final class ImagesRow implements Row {

    private static final int CLIENTS = 16;
    private static final int LAYERS = 20;
    private static final int LAYER_BYTES = 256 * 1024;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(15);

    private final Measure rate = new Measure(
            "images of 20 x 256 KiB, 16 clients", "images/s", new Target.AtLeastTimes(2, Contender.DISTRIBUTION));

    private final Measure cpu = new Measure("images of 20 x 256 KiB, server CPU each", "s");

    @Override
    public String name() {
        return "images";
    }

    @Override
    public String what() {
        return CLIENTS + " clients push images of " + LAYERS
                + " layers of 256 KiB (HEAD, POST, PATCH, PUT each), a config "
                + "and a manifest, all bytes new, each client in its own repository: whole images in "
                + MEASURED.toSeconds() + " s after " + WARM_UP.toSeconds() + " s to warm up. Parts of images at either "
                + "end are counted by their layers.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(rate, cpu);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        try (Server server = trial.start()) {
            double cpuBefore = server.cpuSeconds();
            long began = System.nanoTime();
            long from = began + WARM_UP.toNanos();
            long end = from + MEASURED.toNanos();
            AtomicInteger layers = new AtomicInteger();
            AtomicInteger allLayers = new AtomicInteger();
            Crew.run(CLIENTS, client -> {
                String repository = "bench/images-" + client;
                try (RegistryClient pusher = server.client(repository)) {
                    Pusher images = new Pusher(pusher, repository, trial.payloads());
                    for (int image = 0; System.nanoTime() < end; image++) {
                        images.push("v" + image, () -> {
                            allLayers.incrementAndGet();
                            long now = System.nanoTime();
                            if (now >= from && now < end) {
                                layers.incrementAndGet();
                            }
                        });
                    }
                }
            });
            trial.record(cpu, (server.cpuSeconds() - cpuBefore) * LAYERS / allLayers.get());
            trial.record(rate, layers.get() / (double) LAYERS / MEASURED.toSeconds());
        }
    }

    private static final class Pusher {
        private final RegistryClient client;
        private final String repository;
        private final Payloads payloads;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(LAYER_BYTES);

        Pusher(RegistryClient client, String repository, Payloads payloads) {
            this.client = client;
            this.repository = repository;
            this.payloads = payloads;
            byte[] random = new byte[LAYER_BYTES];
            new SplittableRandom().nextBytes(random);
            bytes.put(random).clear();
        }

        void push(String tag, Runnable afterEachLayer) throws IOException {
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < LAYERS; i++) {
                bytes.put(0, payloads.stamp().getBytes(StandardCharsets.US_ASCII));
                String digest = Payloads.digestOf(bytes);
                client.pushBlob(repository, digest, new Body.Memory(bytes));
                layers.add(new Layer(digest, LAYER_BYTES));
                if (i < LAYERS - 1) {
                    afterEachLayer.run();
                }
            }
            client.pushManifestAround(repository, tag, layers, "{\"tag\":\"" + repository + tag + "\"}");
            afterEachLayer.run();
        }
    }
}
