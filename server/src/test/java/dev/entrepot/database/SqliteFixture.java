package dev.entrepot.database;

import dev.entrepot.health.NodeHealth;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/// An SQLite database whose writer a test can stop, so that what it starts meanwhile becomes one group.
final class SqliteFixture implements AutoCloseable {
    static final String INSERT = "INSERT INTO registry_fact (name, value) VALUES (?, ?)";

    private final Path data;
    private final NodeHealth health = new NodeHealth();
    private final SqliteDatabase database;

    SqliteFixture(Path data, DurableSteps steps) {
        this.data = data;
        this.database = new SqliteDatabase(data, 4, health, new Metrics(), steps);
    }

    SqliteDatabase database() {
        return database;
    }

    NodeHealth health() {
        return health;
    }

    /// Starts all works in their order while the writer stands still, then lets them run as one group. The answers
    /// are told by the futures.
    <T> List<CompletableFuture<T>> writeAsOneGroup(List<Database.Work<T>> works) {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Integer> first = write(sql -> {
            entered.countDown();
            Concurrently.await(release);
            return 0;
        });
        Concurrently.await(entered);
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (Database.Work<T> work : works) {
            answers.add(write(work));
            int started = answers.size();
            Concurrently.await(() -> database.waitingWrites() == started);
        }
        release.countDown();
        first.join();
        return answers;
    }

    <T> CompletableFuture<T> write(Database.Work<T> work) {
        return Concurrently.start(() -> database.write(work));
    }

    Database.Work<Integer> insert(String name) {
        return sql -> sql.update(INSERT, name, "");
    }

    List<String> names() {
        return names(database);
    }

    static List<String> names(Database database) {
        return database.read(sql -> sql.list("SELECT name FROM registry_fact ORDER BY name", row -> row.text(1)));
    }

    Optional<Long> walBytes() {
        try {
            Path wal = data.resolve("entrepot.db-wal");
            return Files.exists(wal) ? Optional.of(Files.size(wal)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What another process would find if this one ended now.
    List<String> namesAfterCrash(Path copy) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                if (!file.toString().endsWith("-shm")) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        try (Database recovered = new SqliteDatabase(copy, 1, new NodeHealth(), new Metrics())) {
            return names(recovered);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
