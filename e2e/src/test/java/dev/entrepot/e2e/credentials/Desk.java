package dev.entrepot.e2e.credentials;

import dev.entrepot.e2e.Containers;
import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Shell;
import java.nio.file.Path;

/// Where one credential meets one client: a home of its own for what the client keeps, engines shared with others.
///
/// @param name of its own among all desks
/// @param host of the registry
record Desk(String name, Scratch scratch, Shell shell, String host, String user, String secret) {
    static Desk at(String name, Scratch scratch, String host, String user, String secret) {
        return new Desk(name, scratch, shell(name, scratch, host), host, user, secret);
    }

    /// A shell whose home, and with it every client's settings and credentials, is its own.
    static Shell shell(String name, Scratch scratch, String host) {
        var home = scratch.folder("homes/" + name);
        scratch.file("homes/" + name + "/auth.json", "{}");
        var shell = Shell.in(scratch.folder("homes/" + name + "/work"))
                .with("HOME", home.toString())
                .with("XDG_RUNTIME_DIR", scratch.folder("run").toString())
                .with("DOCKER_CONFIG", home.resolve(".docker").toString())
                .with("DOCKER_HOST", Engines.dockerHost(scratch))
                .with("REGISTRY_AUTH_FILE", home.resolve("auth.json").toString());
        return Containers.configured(scratch, shell, host);
    }

    String image(String repository) {
        return host + "/" + repository;
    }

    String pair() {
        return user + ":" + secret;
    }

    /// An image that nobody else has.
    Layout layout() {
        return Layout.small(scratch, "image-" + name, name);
    }

    /// The only layer of [#layout()].
    String tar() {
        return scratch.folder().resolve("image-" + name + "-0.tar").toString();
    }

    Path back() {
        return scratch.folder("back").resolve(name);
    }

    Shell.Outcome feedSecret(String... command) {
        return shell.attempt(secret + "\n", command);
    }

    Shell.Outcome attempt(String... command) {
        return shell.attempt("", command);
    }
}
