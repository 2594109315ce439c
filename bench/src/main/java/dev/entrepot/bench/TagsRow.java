package dev.entrepot.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// New tags in one repository.
final class TagsRow implements Row {

    private static final int CLIENTS = 16;
    private static final int MOST = 20_000;
    private static final Duration MEASURED = Duration.ofSeconds(8);
    private static final String REPOSITORY = "bench/tags";

    private final Measure rate = new Measure(
            "tags into one repository, 16 clients", "tags/s", new Target.AtLeastTimes(4, Contender.DISTRIBUTION));

    private final Measure cpu = new Measure("tags into one repository, server CPU for 1,000", "ms");

    @Override
    public String name() {
        return "tags";
    }

    @Override
    public String what() {
        return CLIENTS + " clients put one manifest under ever new tags of one repository, for " + MEASURED.toSeconds()
                + " s or until there are " + MOST + " tags.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(rate, cpu);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        try (Server server = trial.start()) {
            String manifest;
            try (RegistryClient client = server.client(REPOSITORY)) {
                manifest =
                        client.pushImage(REPOSITORY, "first", trial.payloads().make(Payloads.MIB));
            }
            AtomicInteger tags = new AtomicInteger();
            double cpuBefore = server.cpuSeconds();
            long began = System.nanoTime();
            Crew.run(CLIENTS, client -> {
                try (RegistryClient tagger = server.client(REPOSITORY)) {
                    while (System.nanoTime() - began < MEASURED.toNanos() && tags.get() < MOST) {
                        String tag = "v" + tags.incrementAndGet();
                        tagger.putManifest(REPOSITORY, tag, RegistryClient.MANIFEST_TYPE, manifest);
                    }
                }
            });
            trial.record(cpu, (server.cpuSeconds() - cpuBefore) * 1e6 / tags.get());
            trial.record(rate, tags.get() / ((System.nanoTime() - began) / 1e9));
        }
    }
}
