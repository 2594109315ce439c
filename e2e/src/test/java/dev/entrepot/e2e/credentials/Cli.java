package dev.entrepot.e2e.credentials;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Shell;
import java.util.ArrayList;
import java.util.List;

/// The command line of one person: what it keeps lies in that person's own folder.
record Cli(Shell shell) {
    /// @param home of that person; where clients that the command line runs keep theirs
    static Cli of(Shell home) {
        var config = home.folder().resolve("entrepot.json");
        return new Cli(home.with("ENTREPOT_CREDENTIALS", config.toString()));
    }

    /// Standard output of what must succeed, without the line end.
    String run(String... arguments) {
        return feed("", arguments);
    }

    String feed(String input, String... arguments) {
        return shell.feed(input, command(arguments)).strip();
    }

    Shell.Outcome attempt(String... arguments) {
        return shell.attempt("", command(arguments));
    }

    static String[] command(String... arguments) {
        var command = new ArrayList<>(List.of(
                Launch.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                Launch.jar().toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }
}
