package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Server;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// SIGKILL: the process is gone, what it wrote is with the kernel.
final class Kill implements Crash {
    private final Path data;
    private final UnaryOperator<Launch> preparation;

    Kill(Path data) {
        this(data, launch -> launch);
    }

    /// Kills a server that `preparation` has changed.
    Kill(Path data, UnaryOperator<Launch> preparation) {
        this.data = data;
        this.preparation = preparation;
    }

    @Override
    public Path data() {
        return data;
    }

    @Override
    public Launch prepared(Launch launch) {
        return preparation.apply(launch);
    }

    @Override
    public void strike(Server server, Trial.Crew clients) {
        server.kill();
    }

    @Override
    public void recover() {
        // Nothing was lost but the process.
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
