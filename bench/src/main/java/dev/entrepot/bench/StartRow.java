package dev.entrepot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// How soon a server answers, and what it holds while nobody asks.
final class StartRow implements Row {

    private static final int STARTS = 5;
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Measure first = new Measure("start to ready, new data folder", "ms");
    private final Measure again = new Measure("start to ready", "ms", new Target.AtMost(1_000, "ms"));
    private final Measure resident = new Measure("resident memory, idle", "MB", new Target.AtMost(150, "MB"));

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String what() {
        return "From the start of the process until it answers (Entrepot: `/health/ready`), on a new data folder and, as "
                + "the median of " + STARTS + ", on that folder again; resident memory " + IDLE.toSeconds()
                + " s after the last start.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(first, again, resident);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        Path data = Files.createDirectories(trial.folder().resolve("data"));
        try (Server server = trial.start(data)) {
            trial.record(first, server.readyAfter().toNanos() / 1e6);
        }
        double[] millis = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try (Server server = trial.start(data)) {
                millis[i] = server.readyAfter().toNanos() / 1e6;
                if (i == STARTS - 1) {
                    LockSupport.parkNanos(IDLE.toNanos());
                    trial.record(resident, server.residentBytes() / 1e6);
                }
            }
        }
        trial.record(again, Report.median(millis));
    }
}
