package dev.entrepot.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A program that stays up until it is told to end; nothing of it outlives the JVM of the test.
public final class Daemon implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 10;

    private final List<String> command;
    private final Process process;
    private final Path log;
    private final Thread atExit;

    private Daemon(List<String> command, Process process, Path log) {
        this.command = command;
        this.process = process;
        this.log = log;
        this.atExit = new Thread(this::destroy);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// Starts a program whose standard error is added to `log`, and its standard output to `log` + `.out`.
    public static Daemon start(Shell shell, Path log, List<String> command) {
        try {
            var out = Path.of(log + ".out");
            var process = shell.builder(command)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            return new Daemon(command, process, log);
        } catch (IOException e) {
            throw new AssertionError(command.getFirst() + " cannot be run (`make setup` installs it): " + e, e);
        }
    }

    /// Waits until `ready` holds; a program that ends before that, or takes longer, fails the test with its log.
    public void await(BooleanSupplier ready, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (ended(POLL_MILLIS)) {
                throw new AssertionError(
                        "%s ended with %d%n%s".formatted(String.join(" ", command), process.exitValue(), log()));
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("%s is not ready after %s%n%s".formatted(command.getFirst(), limit, log()));
            }
        }
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// All that it wrote to standard error.
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends SIGTERM without waiting.
    public void terminate() {
        process.destroy();
    }

    /// Waits for the end and returns the exit status; takes longer than `limit` = fails the test.
    public int awaitEnd(Duration limit) {
        if (!ended(limit.toMillis())) {
            throw new AssertionError("%s still runs after %s%n%s".formatted(command.getFirst(), limit, log()));
        }
        forget();
        return process.exitValue();
    }

    /// SIGKILL to it and to its children.
    public void kill() {
        destroy();
        awaitEnd(STOP_LIMIT);
    }

    /// SIGTERM, and SIGKILL to a program that does not care.
    @Override
    public void close() {
        terminate();
        if (ended(STOP_LIMIT.toMillis())) {
            forget();
        } else {
            kill();
        }
    }

    private void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private boolean ended(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM ends already, and the hook does its work.
        }
    }
}
