package dev.entrepot.e2e.scan;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line of the jar under test, as the admin of a server.
record Cli(Shell shell) {
    static Cli of(Server server, Shell shell) {
        return new Cli(shell.with("ENTREPOT_URL", server.url())
                .with("ENTREPOT_USER", server.user())
                .with("ENTREPOT_PASSWORD", server.password()));
    }

    /// What a verb prints; one that fails fails the test.
    String run(String... words) {
        return shell.run(command(words));
    }

    /// The document that a verb prints.
    JsonNode json(String... words) {
        return JsonMapper.shared().readTree(run(words));
    }

    /// A verb that may fail.
    Shell.Outcome attempt(String... words) {
        return shell.attempt("", command(words));
    }

    private static String[] command(String... words) {
        var command = new ArrayList<>(List.of(
                Launch.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Launch.jar().toString()));
        command.addAll(List.of(words));
        return command.toArray(String[]::new);
    }
}
