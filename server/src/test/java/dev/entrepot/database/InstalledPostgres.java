package dev.entrepot.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The machine's own PostgreSQL with a data folder of its own. It refuses to run as root; then `nobody` runs it.
///
/// A shell between it and this process waits for the end of its input, which comes when this process ends in
/// whatever way, and stops the server then.
final class InstalledPostgres implements PostgresProcess {
    private static final String UNTIL_INPUT_ENDS =
            "\"$@\" & server=$!; cat >/dev/null; kill -INT $server; wait $server";

    private final Path folder;
    private final Process process;
    private final int port;

    private InstalledPostgres(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    static InstalledPostgres start(Path programs) {
        try {
            boolean root = System.getProperty("user.name").equals("root");
            Path folder = Files.createTempDirectory("entrepot-postgres");
            Path data = Files.createDirectory(folder.resolve("data"));
            List<String> asUser = new ArrayList<>();
            if (root) {
                giveToNobody(folder, data);
                asUser.addAll(List.of("runuser", "-u", "nobody", "--"));
            }
            initialize(asUser, programs, data);
            int port = freePort();
            return new InstalledPostgres(folder, serve(asUser, programs, data, port), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void giveToNobody(Path... folders) throws IOException {
        for (Path folder : folders) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
    }

    private static void initialize(List<String> asUser, Path programs, Path data) throws IOException {
        List<String> command = new ArrayList<>(asUser);
        command.add(programs.resolve("initdb").toString());
        command.addAll(List.of("-D", data.toString(), "-U", "postgres", "--auth=trust"));
        command.addAll(List.of("--encoding=UTF8", "--locale=C", "--no-sync"));
        Process initdb = builder(command, data).start();
        initdb.getOutputStream().close();
        String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (initdb.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("initdb failed: " + output);
        }
    }

    private static Process serve(List<String> asUser, Path programs, Path data, int port) throws IOException {
        List<String> command = new ArrayList<>(asUser);
        command.addAll(List.of("sh", "-c", UNTIL_INPUT_ENDS, "sh"));
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
        List<String> settings = List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=off",
                "lc_messages=C",
                "logging_collector=off",
                "log_min_messages=log",
                "log_min_error_statement=panic",
                "max_connections=200");
        for (String setting : settings) {
            command.addAll(List.of("-c", setting));
        }
        Process process = builder(command, data).start();
        awaitReady(process);
        return process;
    }

    private static ProcessBuilder builder(List<String> command, Path data) {
        return new ProcessBuilder(command).directory(data.toFile()).redirectErrorStream(true);
    }

    /// The server's output is read to its end on a thread of its own, so that it never blocks.
    private static void awaitReady(Process process) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.contains("ready to accept connections")) {
            seen.append(line).append('\n');
            line = output.readLine();
        }
        if (line == null) {
            throw new IllegalStateException("PostgreSQL did not start: " + seen);
        }
        Thread.ofVirtual().start(() -> output.lines().forEach(ignored -> {}));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        TestDatabases.deleteFolder(folder);
    }
}
