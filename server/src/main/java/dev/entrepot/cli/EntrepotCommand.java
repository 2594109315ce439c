package dev.entrepot.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// `entrepot`: finds the verb. Results go to stdout, everything else to stderr. Only the model of the verb that is
/// called is made, since making those of all takes longer than most verbs do.
public final class EntrepotCommand {
    private static final List<String> HELP = List.of("-h", "--help", "help");
    private static final List<String> VERSION = List.of("-V", "--version");

    private final Surroundings surroundings;
    private final ServerStart serverStart;
    private final PrintWriter errors;

    private EntrepotCommand(Surroundings surroundings, ServerStart serverStart) {
        this.surroundings = surroundings;
        this.serverStart = serverStart;
        this.errors =
                new PrintWriter(surroundings.err(), true, surroundings.err().charset());
    }

    /// Runs the program and returns its exit code.
    public static int run(String[] arguments, ServerStart serverStart) {
        if (arguments.length == 1 && arguments[0].equals(Rehearsal.NAME)) {
            return Rehearsal.run();
        }
        return run(arguments, serverStart, Surroundings.ofProcess(serverStart));
    }

    static int run(String[] arguments, ServerStart serverStart, Surroundings surroundings) {
        EntrepotCommand command = new EntrepotCommand(surroundings, serverStart);
        int status = command.run(new ArrayList<>(Arrays.asList(arguments)));
        // A full disk or a closed pipe is noticed here: results that nobody got are no success.
        return surroundings.out().checkError() && status == ExitCode.DONE ? ExitCode.FAILED : status;
    }

    private int run(List<String> words) {
        if (!words.isEmpty() && words.getFirst().equals("cr")) {
            words.removeFirst();
        }
        if (words.isEmpty()) {
            return wrong("Say what to do: a COMMAND is missing.");
        }
        String first = words.getFirst();
        if (VERSION.contains(first)) {
            surroundings.out().println("entrepot " + Version.current());
            return ExitCode.DONE;
        }
        if (HELP.contains(first)) {
            words.removeFirst();
            if (words.isEmpty()) {
                surroundings.out().print(Overview.text());
                return ExitCode.DONE;
            }
            words.add("--help");
            return run(words);
        }
        if (first.equals("serve")) {
            return serve(words.subList(1, words.size()));
        }
        return Verbs.find(words).map(found -> verb(found, words)).orElseGet(() -> half(words));
    }

    private int verb(Verbs.Found found, List<String> words) {
        String path = "entrepot " + found.verb().name();
        CommandLine line = VerbLine.of(found.verb(), path, surroundings);
        return line.setOut(writer(surroundings.out()))
                .setErr(errors)
                .setParameterExceptionHandler((wrong, _) -> misused(wrong, path))
                .execute(words.subList(found.words(), words.size()).toArray(String[]::new));
    }

    private int misused(ParameterException wrong, String path) {
        errors.println("entrepot: " + wrong.getMessage());
        errors.println(
                wrong.getCommandLine().getUsageMessage().lines().findFirst().orElse(path));
        errors.println("Type `" + path + " --help` for all about it.");
        return ExitCode.WRONG_USAGE;
    }

    /// A word that begins verbs, or none.
    private int half(List<String> words) {
        String first = words.getFirst();
        List<Verb> family = Verbs.family(first);
        if (family.isEmpty()) {
            return wrong("There is no command " + first + "." + Overview.nearest(first));
        }
        if (words.size() > 1 && HELP.contains(words.get(1))) {
            surroundings.out().print(Overview.family(first, family));
            return ExitCode.DONE;
        }
        errors.println("entrepot: "
                + (words.size() == 1
                        ? "say what to do with it: one word more is needed"
                        : "there is no command " + first + " " + words.get(1)));
        errors.print(Overview.family(first, family));
        errors.flush();
        return ExitCode.WRONG_USAGE;
    }

    private int wrong(String words) {
        errors.println("entrepot: " + words);
        errors.println("Type `entrepot --help` for all commands.");
        return ExitCode.WRONG_USAGE;
    }

    private int serve(List<String> words) {
        CommandLine line = new CommandLine(new ServeCommand(serverStart, errors));
        line.getCommandSpec().name("entrepot serve");
        return line.setOut(writer(surroundings.out()))
                .setErr(errors)
                .setUsageHelpWidth(VerbLine.USAGE_WIDTH)
                .setExecutionExceptionHandler((failure, _, _) -> Failures.told(failure, surroundings.err()))
                .execute(words.toArray(String[]::new));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }
}
