package dev.entrepot.cli;

import java.nio.file.Path;
import java.util.Optional;

/// A server that takes requests, as far as `serve` has to know it.
public interface RunningServer extends AutoCloseable {
    /// Where it listens, without a slash at the end.
    String url();

    /// Whether callers need no account.
    boolean open();

    /// The file with the first password of `admin`, when there is one.
    Optional<Path> adminPasswordFile();

    /// Lets running transfers finish, then ends. Safe to repeat.
    @Override
    void close();
}
