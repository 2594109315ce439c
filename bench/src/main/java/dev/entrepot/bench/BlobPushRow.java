package dev.entrepot.bench;

import java.io.IOException;
import java.util.List;

/// Uploads of large blobs, one after the other.
final class BlobPushRow implements Row {

    private static final int PUSHES = 3;
    private static final String REPOSITORY = "bench/push";

    private final Measure rate =
            new Measure("blob push, 1 GiB", "MB/s", new Target.AtLeastTimes(1, Contender.DISTRIBUTION));
    private final Measure cpu =
            new Measure("blob push, server CPU", "s/GiB", new Target.AtMostTimes(0.6, Contender.DISTRIBUTION));

    @Override
    public String name() {
        return "push";
    }

    @Override
    public String what() {
        return "One connection pushes blobs of 1 GiB as Docker and Podman do (HEAD, POST, one PATCH, PUT), one to warm up "
                + "and then " + PUSHES + " others: the median rate and the mean processor time of the server. "
                + "A push has ended when it is acknowledged, thus after the fsync.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(rate, cpu);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        double[] rates = new double[PUSHES];
        double used = 0;
        try (Server server = trial.start();
                RegistryClient client = server.client(REPOSITORY)) {
            for (int i = -1; i < PUSHES; i++) {
                Payload payload = trial.payloads().make(Payloads.GIB);
                double cpuBefore = server.cpuSeconds();
                long began = System.nanoTime();
                client.pushBlob(REPOSITORY, payload.digest(), payload.whole());
                double seconds = (System.nanoTime() - began) / 1e9;
                if (i >= 0) {
                    rates[i] = Payloads.GIB / 1e6 / seconds;
                    used += server.cpuSeconds() - cpuBefore;
                }
            }
        }
        trial.record(rate, Report.median(rates));
        trial.record(cpu, used / PUSHES);
    }
}
