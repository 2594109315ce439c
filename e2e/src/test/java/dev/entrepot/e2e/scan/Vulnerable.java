package dev.entrepot.e2e.scan;

import dev.entrepot.e2e.Containers;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A server that holds an image with Alpine's package database and busybox, and knows what is wrong with it.
///
/// @param cli as the server's admin
record Vulnerable(Scratch scratch, Server server, Shell shell, Cli cli) implements AutoCloseable {
    /// What OpenSSL in it has.
    static final String CVE = "CVE-2019-1549";

    /// The version without it.
    static final String FIXED = "1.1.1d-r0";

    static final String REPOSITORY = "ns/app";

    private static final Path ADVISORIES = Path.of("../server/src/test/resources/dev/entrepot/vulnerabilities/exports")
            .toAbsolutePath()
            .normalize();

    static Vulnerable start() {
        var scratch = Scratch.make();
        var server = Server.in(scratch.folder().resolve("server")).start();
        var shell = Shell.in(scratch.folder("work"))
                .with("HOME", scratch.folder("home").toString())
                .with("XDG_RUNTIME_DIR", scratch.folder("run").toString())
                .with("DOCKER_CONFIG", scratch.folder("home/.docker").toString())
                .with("REGISTRY_AUTH_FILE", scratch.file("home/auth.json", "{}").toString());
        var vulnerable = new Vulnerable(
                scratch, server, Containers.configured(scratch, shell, server.host()), Cli.of(server, shell));
        vulnerable.login("podman", "login");
        vulnerable.login("crane", "auth", "login");
        vulnerable.cli.run("db", "import", ADVISORIES.toString());
        vulnerable.push("1", "one");
        return vulnerable;
    }

    /// Logs a client in as the admin.
    void login(String... command) {
        login(shell, command);
    }

    void login(Shell in, String... command) {
        var words = new ArrayList<>(List.of(command));
        words.addAll(List.of("-u", server.user(), "--password-stdin", server.host()));
        in.feed(server.password(), words.toArray(String[]::new));
    }

    String image(String tag) {
        return server.host() + "/" + REPOSITORY + ":" + tag;
    }

    /// Pushes another image with the same packages and waits until it is scanned.
    void push(String tag, String text) {
        var root = Layout.rootfs(scratch, "rootfs-" + tag);
        Shell.in(scratch.folder()).run("cp", "-r", Recipe.ALPINE.rootfs(scratch) + "/.", root.toString());
        scratch.file("rootfs-" + tag + "/text", text);
        var tar = Layout.tar(scratch, root, "rootfs-" + tag + ".tar");
        shell.run("podman", "import", "--change", "CMD [\"/bin/cat\", \"/text\"]", tar.toString(), image(tag));
        shell.run("podman", "push", image(tag));
        shell.run("podman", "rmi", "--force", image(tag));
        cli.run("scan", REPOSITORY + ":" + tag);
    }

    /// A policy on the namespace that is about what the image has.
    void policy(String name, String effect) {
        cli.run(
                "policy",
                "add",
                name,
                "--on",
                "ns",
                "--effect",
                effect,
                "--when",
                "findings.exists(f, f.id == \"%s\" && f.fixedVersion != \"\")".formatted(CVE));
    }

    @Override
    public void close() {
        try {
            server.close();
        } finally {
            scratch.close();
        }
    }
}
