package dev.entrepot.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Starts each contender with its own way to be told where data lie and where to listen, everything else as it comes.
final class Servers {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(1);
    private static final String PASSWORD = "a-password-for-the-length-of-a-benchmark";

    private final Map<Contender, List<String>> commands;
    private final Optional<Path> logs;

    /// `commands` names those that are installed; what they print goes to a file under `logs`, or nowhere.
    Servers(Map<Contender, List<String>> commands, Optional<Path> logs) {
        this.commands = Map.copyOf(commands);
        this.logs = logs;
    }

    boolean has(Contender contender) {
        return commands.containsKey(contender);
    }

    /// Starts the server and waits until it answers.
    Server start(Contender contender, Path data) throws IOException, InterruptedException {
        return start(contender, data, "");
    }

    /// `more` goes to the end of the configuration of those that read a file.
    Server start(Contender contender, Path data, String more) throws IOException, InterruptedException {
        return start(contender, data, more, Map.of());
    }

    Server start(Contender contender, Path data, String more, Map<String, String> environment)
            throws IOException, InterruptedException {
        InetSocketAddress address = freeAddress();
        List<String> command = new ArrayList<>(commands.get(contender));
        command.addAll(arguments(contender, data, address, more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(output(contender));
        builder.environment().put("OTEL_TRACES_EXPORTER", "none");
        builder.environment().put("ENTREPOT_ADMIN_PASSWORD", PASSWORD);
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            awaitReady(process, contender, address);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        String login = contender == Contender.ENTREPOT ? "admin:" + PASSWORD : "";
        return new Server(process, address, login, Duration.ofNanos(System.nanoTime() - began));
    }

    /// Runs `garbage-collect` of a registry that is stopped, and returns how long that took.
    Duration collect(Contender contender, Path data) throws IOException, InterruptedException {
        Path config = data.resolveSibling("config-collect.yml");
        Files.writeString(config, registryConfig(data, Connection.authority(freeAddress())));
        List<String> command = new ArrayList<>(commands.get(contender));
        command.addAll(List.of("garbage-collect", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(output(contender));
        builder.environment().put("OTEL_TRACES_EXPORTER", "none");
        long began = System.nanoTime();
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IOException(contender.title() + " ended its collection with " + code);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    private ProcessBuilder.Redirect output(Contender contender) throws IOException {
        if (logs.isEmpty()) {
            return ProcessBuilder.Redirect.DISCARD;
        }
        Path file = Files.createDirectories(logs.get()).resolve(contender + ".log");
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    private static List<String> arguments(Contender contender, Path data, InetSocketAddress address, String more)
            throws IOException {
        String listen = Connection.authority(address);
        return switch (contender) {
            case ENTREPOT -> List.of("serve", "--data", data.toString(), "--listen", listen);
            case DISTRIBUTION, DOCKER_REGISTRY -> {
                Path config = data.resolveSibling("config-" + address.getPort() + ".yml");
                Files.writeString(config, registryConfig(data, listen) + more);
                yield List.of("serve", config.toString());
            }
            case NGINX -> {
                Path config = data.resolveSibling("nginx-" + address.getPort() + ".conf");
                Files.writeString(config, nginxConfig(data, listen));
                yield List.of("-p", data.toString(), "-c", config.toString());
            }
        };
    }

    private static String registryConfig(Path data, String listen) {
        return """
                version: 0.1
                storage:
                  filesystem:
                    rootdirectory: %s
                  cache:
                    blobdescriptor: inmemory
                  delete:
                    enabled: true
                http:
                  addr: %s
                """.formatted(data, listen);
    }

    private static String nginxConfig(Path data, String listen) {
        // Its workers would otherwise run as somebody who cannot read the folder.
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        return """
                %s
                daemon off;
                worker_processes auto;
                pid %s/nginx.pid;
                error_log stderr;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server { listen %s; root %s; }
                }
                """.formatted(user, data, listen, data);
    }

    private static void awaitReady(Process process, Contender contender, InetSocketAddress address) throws IOException {
        String question = contender == Contender.ENTREPOT ? "/health/ready" : "/v2/";
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!answers(contender, address, question)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(contender.title() + " is not ready; --logs DIR keeps what it says");
            }
            LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
        }
    }

    private static boolean answers(Contender contender, InetSocketAddress address, String question) {
        try (Connection connection = new Connection(address)) {
            int status =
                    connection.exchange("GET", question, List.of(), Body.none()).status();
            // A registry that asks for a password is ready to do so.
            return status == 200 || status == 401 || contender == Contender.NGINX;
        } catch (IOException e) {
            // Nobody listens yet.
            return false;
        }
    }
}
