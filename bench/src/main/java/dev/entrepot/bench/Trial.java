package dev.entrepot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// One experiment with one contender: a fresh folder on disk, another one in memory, and where its figures go.
record Trial(Contender contender, Path folder, Path memory, Servers servers, Payloads payloads, Results results) {

    /// Starts the contender on a data folder of its own; the caller stops it.
    Server start() throws IOException, InterruptedException {
        return start(Files.createDirectories(folder.resolve("data")));
    }

    Server start(Path data) throws IOException, InterruptedException {
        return servers.start(contender, data);
    }

    Server start(Map<String, String> environment) throws IOException, InterruptedException {
        return servers.start(contender, Files.createDirectories(folder.resolve("data")), "", environment);
    }

    /// How long its own collection takes, over the data of a server that was stopped.
    Duration collectStopped() throws IOException, InterruptedException {
        return servers.collect(contender, folder.resolve("data"));
    }

    /// Starts a registry that asks for the passwords in a file of htpasswd's.
    Server startWithPasswords(Path htpasswd) throws IOException, InterruptedException {
        return servers.start(contender, Files.createDirectories(folder.resolve("data")), """
                auth:
                  htpasswd:
                    realm: bench
                    path: %s
                """.formatted(htpasswd));
    }

    void record(Measure measure, double value) {
        results.record(measure, contender, value);
        System.err.printf(
                "  %-16s %-60s %s %s%n", contender.title(), measure.label(), Report.number(value), measure.unit());
    }
}
