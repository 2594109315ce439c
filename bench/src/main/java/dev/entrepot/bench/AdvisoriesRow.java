package dev.entrepot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A folder of advisories, imported into the vulnerability database.
final class AdvisoriesRow implements Row {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final double MB = 1e6;

    private final Path folder;
    private final Measure source = new Measure("what is imported, as it lies there", "MB");
    private final Measure time = new Measure("import of all sets", "s");
    private final Measure cpu = new Measure("import of all sets, server", "CPU s");
    private final Measure disk = new Measure("vulnerability database on disk", "MB");
    private final Measure memory = new Measure("resident memory, most while importing, above before", "MB");

    /// @param folder named by `make bench DATABASE=DIR`
    AdvisoriesRow(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "advisories";
    }

    @Override
    public String what() {
        return "All vulnerability data of a folder (`--database DIR`: exports of OSV, secdb, the list of known exploited "
                + "vulnerabilities) are imported into an empty registry; memory is looked at every " + POLL.toMillis()
                + " ms.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(source, time, cpu, disk, memory);
    }

    @Override
    public Set<Contender> contenders() {
        return Set.of(Contender.ENTREPOT);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        trial.record(source, size(folder) / MB);
        try (Server server = trial.start()) {
            long before = server.residentBytes();
            AtomicLong most = new AtomicLong(before);
            Thread watch = Thread.ofPlatform().daemon().start(() -> watch(server, most));
            double busy = server.cpuSeconds();
            long began = System.nanoTime();
            new Scans(server).importAll(folder.toAbsolutePath().normalize().toString(), LONGEST);
            trial.record(time, (System.nanoTime() - began) / 1e9);
            trial.record(cpu, server.cpuSeconds() - busy);
            watch.interrupt();
            watch.join();
            trial.record(memory, (most.get() - before) / MB);
            trial.record(disk, size(trial.folder().resolve("data/vulnerabilities")) / MB);
        }
    }

    private static void watch(Server server, AtomicLong most) {
        try {
            while (true) {
                most.accumulateAndGet(server.residentBytes(), Math::max);
                Thread.sleep(POLL);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(AdvisoriesRow::sizeOf)
                    .sum();
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
