package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Server;
import java.io.IOException;
import java.nio.file.Path;

/// A way in which the server ends without having a say in it.
interface Crash extends AutoCloseable {
    /// The data folder.
    Path data();

    Launch prepared(Launch launch);

    /// Ends the server while `clients` are at work.
    void strike(Server server, Trial.Crew clients);

    /// What happens to the data before the next start.
    void recover() throws IOException;

    @Override
    void close();
}
