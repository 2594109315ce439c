package dev.entrepot.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A PostgreSQL server on loopback with an empty database, from the binaries that Debian installs.
public final class Postgres implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String USER = "postgres";

    private final Path bin;
    private final Shell shell;
    private final Path folder;
    private final int port;
    private final Daemon daemon;

    private Postgres(Path bin, Shell shell, Path folder, int port) {
        this.bin = bin;
        this.shell = shell;
        this.folder = folder;
        this.port = port;
        var command = command("postgres", "-D", folder.resolve("data").toString());
        command.addAll(
                List.of("-c", "listen_addresses=127.0.0.1", "-p", Integer.toString(port), "-k", folder.toString()));
        this.daemon = Daemon.start(shell, folder.resolve("postgres.log"), command);
        daemon.await(() -> sql("SELECT 1").status() == 0, START_LIMIT);
    }

    /// Starts one in a folder of its own, since it runs as a user of its own when the test runs as root.
    public static Postgres start() {
        try {
            var folder = Files.createTempDirectory("entrepot-postgres-");
            var shell = Shell.in(folder);
            if (root()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                shell.run("chown", USER, folder.toString());
            }
            var postgres = new Start(newest(), shell, folder).started();
            if (postgres.sql("CREATE DATABASE registry").status() != 0) {
                throw new AssertionError(postgres.daemon.log());
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Start(Path bin, Shell shell, Path folder) {
        Postgres started() {
            var data = folder.resolve("data").toString();
            shell.run(Postgres.command(bin, "initdb", "-D", data, "-A", "trust", "-U", USER, "--no-sync", "-E", "UTF8")
                    .toArray(String[]::new));
            return new Postgres(bin, shell, folder, Server.freePort());
        }
    }

    /// What `ENTREPOT_DATABASE_URL` takes.
    public String url() {
        return "postgresql://%s:none@127.0.0.1:%d/registry".formatted(USER, port);
    }

    @Override
    public void close() {
        daemon.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Shell.Outcome sql(String text) {
        var command = command("psql", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", USER, "-c", text);
        return shell.attempt("", command.toArray(String[]::new));
    }

    private List<String> command(String program, String... arguments) {
        return command(bin, program, arguments);
    }

    private static List<String> command(Path bin, String program, String... arguments) {
        var command = new ArrayList<String>();
        if (root()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private static Path newest() throws IOException {
        try (var versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new AssertionError("no PostgreSQL in " + DEBIAN));
        }
    }
}
