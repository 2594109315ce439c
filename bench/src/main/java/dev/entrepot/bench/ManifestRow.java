package dev.entrepot.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Reading a manifest by its tag, alone and beside large uploads.
final class ManifestRow implements Row {

    private static final int CONNECTIONS = 32;
    private static final int UPLOADS = 2;
    private static final int LAYERS = 6;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(8);
    private static final String REPOSITORY = "bench/manifest";

    private final Measure rate =
            new Measure("manifest GET, 32 connections", "per s", new Target.AtLeastTimes(8, Contender.DISTRIBUTION));
    private final Measure p99 =
            new Measure("manifest GET, 32 connections, p99", "ms", new Target.AtMostTimes(1, Contender.DISTRIBUTION));
    private final Measure cpu = new Measure("manifest GET, server CPU for 1,000", "ms");
    private final Measure busyRate = new Measure(
            "manifest GET during two 1 GiB uploads", "per s", new Target.AtLeastTimes(1, Contender.DISTRIBUTION));
    private final Measure busyP99 =
            new Measure("manifest GET during two 1 GiB uploads, p99", "ms", new Target.AtMost(20, "ms"));

    @Override
    public String name() {
        return "manifest";
    }

    @Override
    public String what() {
        return "A manifest of " + LAYERS + " layers is fetched by its tag over " + CONNECTIONS
                + " connections, each asking again when it has its answer, from one thread of the driver: "
                + WARM_UP.toSeconds() + " s to warm up, then " + MEASURED.toSeconds()
                + " s; and once more for as long as two uploads of 1 GiB run beside it.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(rate, p99, cpu, busyRate, busyP99);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        try (Server server = trial.start()) {
            pushSmallImage(trial, server);
            List<String> headers = new ArrayList<>(server.admission("repository:" + REPOSITORY + ":pull"));
            headers.add("Accept: " + RegistryClient.MANIFEST_TYPE);
            GetLoad load =
                    new GetLoad(server.address(), "/v2/" + REPOSITORY + "/manifests/latest", headers, CONNECTIONS);
            load.run(WARM_UP);
            double cpuBefore = server.cpuSeconds();
            GetLoad.Outcome quiet = load.run(MEASURED);
            double used = server.cpuSeconds() - cpuBefore;
            trial.record(rate, quiet.perSecond());
            trial.record(p99, quiet.p99Millis());
            trial.record(cpu, used * 1e6 / quiet.latencies().count());
            GetLoad.Outcome busy = duringUploads(trial, server, load);
            trial.record(busyRate, busy.perSecond());
            trial.record(busyP99, busy.p99Millis());
        }
    }

    private static void pushSmallImage(Trial trial, Server server) throws IOException {
        try (RegistryClient client = server.client(REPOSITORY)) {
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < LAYERS; i++) {
                Payload payload = trial.payloads().make(Payloads.MIB / 4);
                client.pushBlob(REPOSITORY, payload.digest(), payload.whole());
                layers.add(new Layer(payload.digest(), payload.size()));
            }
            client.pushManifestAround(REPOSITORY, "latest", layers, "{}");
        }
    }

    private static GetLoad.Outcome duringUploads(Trial trial, Server server, GetLoad load)
            throws IOException, InterruptedException {
        List<Payload> payloads = new ArrayList<>();
        for (int i = 0; i < UPLOADS; i++) {
            payloads.add(trial.payloads().make(Payloads.GIB));
        }
        AtomicInteger running = new AtomicInteger(UPLOADS);
        GetLoad.Outcome[] outcome = new GetLoad.Outcome[1];
        Crew.run(UPLOADS + 1, client -> {
            if (client == UPLOADS) {
                // Both uploads run for all of it: the time in which the slower one is alone would flatter.
                outcome[0] = load.runWhile(() -> running.get() == UPLOADS);
                return;
            }
            Payload payload = payloads.get(client);
            try (RegistryClient uploader = server.client(REPOSITORY)) {
                uploader.pushBlob(REPOSITORY, payload.digest(), payload.whole());
            } finally {
                running.decrementAndGet();
            }
        });
        return outcome[0];
    }
}
