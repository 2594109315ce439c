package dev.entrepot.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The servers behind `docker` and `ctr`, each in the folder of one test.
public final class Engines {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private Engines() {}

    /// A dockerd that touches neither firewall nor network.
    ///
    /// @param shell its `DOCKER_HOST` is [#dockerHost(Scratch)]
    public static Daemon docker(Scratch scratch, Shell shell) {
        var engine = Daemon.start(
                shell,
                scratch.folder().resolve("dockerd.log"),
                List.of(
                        "dockerd",
                        "--data-root=" + scratch.folder("docker"),
                        "--exec-root=" + scratch.folder("docker-run"),
                        "--host=" + dockerHost(scratch),
                        "--pidfile=" + scratch.folder().resolve("docker.pid"),
                        "--config-file=" + scratch.file("docker.json", "{}"),
                        "--iptables=false",
                        "--ip6tables=false",
                        "--bridge=none"));
        engine.await(() -> shell.attempt("", "docker", "version").status() == 0, START_LIMIT);
        return engine;
    }

    public static String dockerHost(Scratch scratch) {
        return "unix://" + scratch.folder().resolve("docker.sock");
    }

    /// A containerd whose socket is [#containerdSocket(Scratch)].
    public static Daemon containerd(Scratch scratch, Shell shell) {
        var socket = containerdSocket(scratch).toString();
        var settings = scratch.file("containerd.toml", """
                version = 2
                root = "%s"
                state = "%s"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
                [grpc]
                address = "%s"
                [ttrpc]
                address = "%s.ttrpc"
                """.formatted(
                        scratch.folder("containerd"), scratch.folder("containerd-run"), socket, socket));
        var containerd = Daemon.start(
                shell,
                scratch.folder().resolve("containerd.log"),
                List.of("containerd", "--config", settings.toString()));
        containerd.await(() -> shell.attempt("", "ctr", "-a", socket, "version").status() == 0, START_LIMIT);
        return containerd;
    }

    public static Path containerdSocket(Scratch scratch) {
        return scratch.folder().resolve("containerd.sock");
    }
}
