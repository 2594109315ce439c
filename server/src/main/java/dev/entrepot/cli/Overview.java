package dev.entrepot.cli;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What `entrepot --help` says, and what was probably meant by a word that is no verb.
final class Overview {
    private static final int WIDTH = 22;
    private static final int FAR = 3;

    private Overview() {}

    static String text() {
        StringBuilder text = new StringBuilder("""
                Usage: entrepot COMMAND [OPTIONS]
                An OCI container registry: push, keep, protect and share images and other artifacts.

                Run a registry
                  serve                 Run the registry in the foreground
                """);
        for (Verbs.Group group : Verbs.groups()) {
            text.append('\n').append(group.title()).append('\n').append(lines(group.verbs()));
        }
        return text.append("""

                Try it:
                  entrepot serve --open                    a registry on 127.0.0.1:5000 for this machine
                  docker tag alpine 127.0.0.1:5000/demo/alpine && docker push 127.0.0.1:5000/demo/alpine
                  entrepot login registry.example.org --sso
                  entrepot help user add                   all about a command, with examples

                Each command may have `cr` before it. Results go to standard output, messages to standard error;
                `-o json` writes results for programs. No command asks a question.
                Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 something is not as it must be,
                5 a threshold was met, 6 cannot reach the server.
                """).toString();
    }

    /// The verbs of a family, for a first word that is only half of a name.
    static String family(String word, List<Verb> verbs) {
        return "Usage: entrepot " + word + " …\n" + lines(verbs) + "\nType `entrepot help "
                + verbs.getFirst().name() + "` for all about one of them.\n";
    }

    private static String lines(List<Verb> verbs) {
        StringBuilder text = new StringBuilder();
        for (Verb verb : verbs) {
            text.append("  ").append(verb.name());
            text.append(" ".repeat(Math.max(1, WIDTH - verb.name().length())))
                    .append(verb.summary())
                    .append('\n');
        }
        return text.toString();
    }

    /// A sentence with the nearest verbs; empty when none is near.
    static String nearest(String written) {
        List<String> near = Stream.concat(
                        Stream.of("serve", "help"), Verbs.all().stream().map(Verb::name))
                .filter(name ->
                        Spelling.distance(written, name) <= FAR || (!written.isEmpty() && name.startsWith(written)))
                .sorted(Comparator.comparingInt(name -> Spelling.distance(written, name)))
                .limit(FAR)
                .toList();
        return near.isEmpty() ? "" : " Did you mean " + String.join("? ", near) + "?";
    }
}
