package dev.entrepot.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How to start a [Server].
///
/// @param folder holds the log, and the data unless `data` is elsewhere
/// @param data what `--data` names
/// @param port where it listens, on 127.0.0.1
/// @param wrapper a program and its arguments before `java`, such as one that makes system calls fail
/// @param flags of the JVM
/// @param arguments of `serve`, besides `--data` and `--listen`
/// @param environment added to that of the test
/// @param certificate of a server with TLS, in PEM
public record Launch(
        Path folder,
        Path data,
        int port,
        List<String> wrapper,
        List<String> flags,
        List<String> arguments,
        Map<String, String> environment,
        Optional<Path> certificate) {
    public Launch {
        wrapper = List.copyOf(wrapper);
        flags = List.copyOf(flags);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /// The jar under test, from the system property `entrepot.jar`.
    public static Path jar() {
        var jar =
                Path.of(System.getProperty("entrepot.jar", "")).toAbsolutePath().normalize();
        if (!jar.toFile().isFile()) {
            throw new AssertionError("the system property entrepot.jar names no file: " + jar);
        }
        return jar;
    }

    /// The `java` that runs it, which is the one that runs this.
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    public Launch data(Path newData) {
        return new Launch(folder, newData, port, wrapper, flags, arguments, environment, certificate);
    }

    public Launch under(String... program) {
        return new Launch(folder, data, port, List.of(program), flags, arguments, environment, certificate);
    }

    public Launch flag(String... more) {
        return new Launch(folder, data, port, wrapper, and(flags, more), arguments, environment, certificate);
    }

    public Launch argument(String... more) {
        return new Launch(folder, data, port, wrapper, flags, and(arguments, more), environment, certificate);
    }

    public Launch environment(String variable, String value) {
        var more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Launch(folder, data, port, wrapper, flags, arguments, more, certificate);
    }

    public Launch tls(Path newCertificate, Path key) {
        var more = and(arguments, "--tls-cert", newCertificate.toString(), "--tls-key", key.toString());
        return new Launch(folder, data, port, wrapper, flags, more, environment, Optional.of(newCertificate));
    }

    /// The whole command.
    public List<String> command() {
        var command = new ArrayList<>(wrapper);
        command.add(java().toString());
        command.addAll(flags);
        command.addAll(List.of("-jar", jar().toString(), "serve"));
        command.addAll(List.of("--data", data.toString(), "--listen", "127.0.0.1:" + port));
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /// The shell that [#command()] runs in.
    public Shell shell() {
        var shell = Shell.in(folder);
        return new Shell(shell.folder(), environment, shell.limit());
    }

    /// Starts it and waits until `/health/ready` answers 200.
    public Server start() {
        return new Server(this).awaitReady();
    }

    /// Starts it and does not wait.
    public Server startOnly() {
        return new Server(this);
    }

    private static List<String> and(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }
}
