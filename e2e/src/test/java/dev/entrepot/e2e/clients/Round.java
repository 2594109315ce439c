package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import dev.entrepot.e2e.Stored;
import java.util.regex.Pattern;

/// One server and a place to work in for one client; it ends well only if the server never answered with a 5xx.
record Round(Access access, Scratch scratch, Server server) implements AutoCloseable {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    static Round start(Access access) {
        var scratch = Scratch.make();
        return start(access, scratch, Server.in(scratch.folder().resolve("server")));
    }

    static Round start(Access access, Scratch scratch, Launch launch) {
        return new Round(access, scratch, (access == Access.OPEN ? launch.argument("--open") : launch).start());
    }

    /// A shell whose home, and with it every client's settings and credentials, lies in the round's folder.
    Shell shell() {
        var home = scratch.folder("home");
        var logins = home.resolve("auth.json");
        if (!logins.toFile().exists()) {
            scratch.file("home/auth.json", "{}");
        }
        return Shell.in(scratch.folder("work"))
                .with("HOME", home.toString())
                .with("XDG_RUNTIME_DIR", scratch.folder("run").toString())
                .with("DOCKER_CONFIG", scratch.folder("home/.docker").toString())
                .with("REGISTRY_AUTH_FILE", logins.toString());
    }

    /// Where clients push: host, port and repository.
    String image(String repository) {
        return server.host() + "/" + repository;
    }

    boolean tokens() {
        return access == Access.TOKENS;
    }

    /// Runs a client's login, which takes the password from its input, unless the server is open.
    void login(Shell shell, String... command) {
        if (tokens()) {
            shell.feed(server.password() + "\n", command);
        }
    }

    Stored stored(String repository, String reference) {
        return Stored.read(server, repository, reference);
    }

    /// The last digest in what a client said.
    static String digestIn(String output) {
        return DIGEST.matcher(output)
                .results()
                .map(match -> match.group())
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no digest in: " + output));
    }

    @Override
    public void close() {
        try {
            server.close();
            assertThat(server.serverErrors()).isEmpty();
        } finally {
            scratch.close();
        }
    }
}
