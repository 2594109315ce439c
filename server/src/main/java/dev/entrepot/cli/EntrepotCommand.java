package dev.entrepot.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `entrepot`: what stands before the verbs. Results go to stdout, everything else to stderr.
@Command(
        name = "entrepot",
        description = "An OCI container registry: push, keep, protect and share images and other artifacts.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = EntrepotCommand.VersionLine.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Try it:",
            "  entrepot serve --open                    a registry on 127.0.0.1:5000 for this machine",
            "  docker tag alpine 127.0.0.1:5000/demo/alpine && docker push 127.0.0.1:5000/demo/alpine",
            "  entrepot help serve                      all about the server's options",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
public final class EntrepotCommand implements Runnable {
    private static final int USAGE_WIDTH = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private EntrepotCommand() {}

    /// Runs the program and returns its exit code.
    public static int run(String[] arguments, ServerStart serverStart) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println(VersionLine.TEXT_BEFORE + Version.current());
            return ExitCode.DONE;
        }
        PrintWriter errors = new PrintWriter(System.err, true, System.err.charset());
        return new CommandLine(new EntrepotCommand())
                .addSubcommand(new ServeCommand(serverStart, errors))
                .addSubcommand(new CommandLine.HelpCommand())
                .setErr(errors)
                .setUsageHelpWidth(USAGE_WIDTH)
                .setExecutionExceptionHandler(failure())
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a COMMAND is missing.");
    }

    private static IExecutionExceptionHandler failure() {
        return (failure, command, parsed) -> {
            PrintWriter errors = command.getErr();
            return switch (failure) {
                case WrongUsageException wrong -> {
                    errors.println("entrepot: " + FailureText.of(wrong));
                    yield ExitCode.WRONG_USAGE;
                }
                case IllegalStateException bug -> {
                    bug.printStackTrace(errors);
                    yield ExitCode.FAILED;
                }
                case NullPointerException bug -> {
                    bug.printStackTrace(errors);
                    yield ExitCode.FAILED;
                }
                default -> {
                    errors.println("entrepot: " + FailureText.of(failure));
                    yield ExitCode.FAILED;
                }
            };
        };
    }

    static final class VersionLine implements IVersionProvider {
        private static final String TEXT_BEFORE = "entrepot ";

        @Override
        public String[] getVersion() {
            return new String[] {TEXT_BEFORE + Version.current()};
        }
    }
}
