package dev.entrepot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The first hundred names of a long list, and of one a hundredth as long.
final class PageRow implements Row {

    private static final int CLIENTS = 4;
    private static final int SMALLER = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(5);

    /// Two measurements of the same thing differ by this much here.
    private static final double NOISE = 1.3;

    private final Listing listing;
    private final Measure shortList;
    private final Measure shortRate;
    private final Measure longList;
    private final Measure longRate;

    PageRow(Listing listing) {
        this.listing = listing;
        String what = "first 100 of %,d " + listing.plural();
        String small = what.formatted(listing.size() / SMALLER);
        String large = what.formatted(listing.size());
        shortList = new Measure(small + ", p99", "ms");
        shortRate = new Measure(small, "per s");
        longList = new Measure(
                large + ", p99",
                "ms",
                new Target.AtMostTimes(1 / 50.0, Contender.DISTRIBUTION),
                new Target.AtMostTimesOwn(NOISE, shortList));
        longRate = new Measure(large, "per s", new Target.AtLeastTimes(50, Contender.DISTRIBUTION));
    }

    @Override
    public String name() {
        return listing.row();
    }

    @Override
    public String what() {
        return CLIENTS + " connections ask for the first page (n=100) of " + listing.plural() + " for "
                + MEASURED.toSeconds() + " s after " + WARM_UP.toSeconds() + " s to warm up. " + listing.seeding()
                + " \"No slower than at a hundredth of the size\" allows for the noise between two runs (" + NOISE
                + ").";
    }

    @Override
    public List<Measure> measures() {
        return List.of(shortList, shortRate, longList, longRate);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        page(trial, listing.size() / SMALLER, shortList, shortRate);
        page(trial, listing.size(), longList, longRate);
    }

    private void page(Trial trial, int size, Measure p99, Measure rate) throws IOException, InterruptedException {
        boolean folders = trial.contender() != Contender.ENTREPOT;
        Path parent = folders ? trial.memory() : trial.folder();
        Path data = Files.createDirectories(parent.resolve("data-" + size));
        if (folders) {
            listing.seedFolders(data, size);
        }
        try (Server server = trial.start(data)) {
            if (!folders) {
                listing.seed(server, size);
            }
            GetLoad load = new GetLoad(server.address(), listing.path(), server.admission(listing.scope()), CLIENTS);
            load.run(WARM_UP);
            GetLoad.Outcome outcome = load.run(MEASURED);
            trial.record(p99, outcome.p99Millis());
            trial.record(rate, outcome.perSecond());
        }
    }
}
