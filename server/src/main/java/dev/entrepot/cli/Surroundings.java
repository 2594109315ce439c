package dev.entrepot.cli;

import dev.entrepot.client.Pause;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/// What a verb finds around itself.
///
/// @param out for results only
/// @param err for messages
record Surroundings(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Pause pause,
        InstantSource time) {
    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(), System.in, System.out, System.err, Thread::sleep, InstantSource.system());
    }
}
