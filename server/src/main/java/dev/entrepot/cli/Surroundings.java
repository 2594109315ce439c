package dev.entrepot.cli;

import dev.entrepot.client.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// What a verb finds around itself.
///
/// @param out for results only
/// @param err for messages
/// @param terminal whether a person watches `err`, so that a line may be written over
/// @param starts how a registry is started, or opened while it is stopped
record Surroundings(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Pause pause,
        InstantSource time,
        boolean terminal,
        ServerStart starts) {
    /// Where Linux tells what standard error is.
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    static Surroundings ofProcess(ServerStart starts) {
        return new Surroundings(
                System.getenv(),
                System.in,
                System.out,
                System.err,
                Thread::sleep,
                InstantSource.system(),
                isTerminal(),
                starts);
    }

    private static boolean isTerminal() {
        try {
            return Files.readSymbolicLink(STANDARD_ERROR).toString().matches("/dev/(pts/\\d+|tty\\w*|console)");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return false;
        }
    }
}
