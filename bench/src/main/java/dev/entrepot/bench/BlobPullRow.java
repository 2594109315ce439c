package dev.entrepot.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Downloads of one large blob.
final class BlobPullRow implements Row {

    private static final int PULLS = 7;
    private static final String REPOSITORY = "bench/pull";

    private final Measure rate = new Measure("blob pull, 1 GiB", "MB/s");
    private final Measure cpu = new Measure(
            "blob pull, server CPU",
            "s/GiB",
            new Target.AtMostTimes(1.1, Contender.NGINX),
            new Target.AtMostTimes(0.7, Contender.DISTRIBUTION));

    @Override
    public String name() {
        return "pull";
    }

    @Override
    public String what() {
        return "One connection fetches a blob of 1 GiB, once to warm up and then " + PULLS
                + " times: the median rate (1 MB is 10^6 bytes) and the mean processor time of the server. "
                + "The blob is in the page cache; nginx sends the same bytes as a plain file by sendfile.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(rate, cpu);
    }

    @Override
    public Set<Contender> contenders() {
        return EnumSet.allOf(Contender.class);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        Payload payload = trial.payloads().make(Payloads.GIB);
        Path data = Files.createDirectories(trial.folder().resolve("data"));
        boolean plain = trial.contender() == Contender.NGINX;
        if (plain) {
            store(payload, data.resolve("blob"));
        }
        try (Server server = trial.start(data)) {
            String path = "/blob";
            if (!plain) {
                try (RegistryClient client = server.client(REPOSITORY)) {
                    client.pushBlob(REPOSITORY, payload.digest(), payload.whole());
                }
                path = "/v2/" + REPOSITORY + "/blobs/" + payload.digest();
            }
            pull(trial, server, path);
        }
    }

    private void pull(Trial trial, Server server, String path) throws IOException {
        List<String> admission = server.admission("repository:" + REPOSITORY + ":pull");
        double[] rates = new double[PULLS];
        try (Connection connection = new Connection(server.address())) {
            connection.download(path, admission);
            double cpuBefore = server.cpuSeconds();
            for (int i = 0; i < PULLS; i++) {
                long began = System.nanoTime();
                long length = connection.download(path, admission);
                rates[i] = length / 1e6 / ((System.nanoTime() - began) / 1e9);
            }
            trial.record(rate, Report.median(rates));
            trial.record(cpu, (server.cpuSeconds() - cpuBefore) / PULLS);
        }
    }

    private static void store(Payload payload, Path file) throws IOException {
        try (FileChannel target = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            payload.writeTo(target);
            target.force(true);
        }
    }
}
