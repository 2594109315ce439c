package dev.entrepot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// picocli's model of a verb.
final class VerbLine {
    static final int USAGE_WIDTH = 100;

    private VerbLine() {}

    static CommandLine of(Verb verb, String path, Surroundings surroundings) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> ExitCode.DONE);
        spec.name(path).mixinStandardHelpOptions(false);
        for (int i = 0; i < verb.parameters().size(); i++) {
            spec.addPositional(parameter(verb.parameters().get(i), i));
        }
        verb.choices().forEach(choice -> spec.addOption(option(choice)));
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .type(boolean.class)
                .arity("0")
                .description("Show this text.")
                .build());
        spec.usageMessage()
                .description(verb.summary() + ".")
                .footer(footer(verb).toArray(String[]::new))
                .sortOptions(false)
                .sortSynopsis(false)
                .width(USAGE_WIDTH);
        return new CommandLine(spec).setExecutionStrategy(parsed -> run(verb, parsed, surroundings));
    }

    private static int run(Verb verb, ParseResult parsed, Surroundings surroundings) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        try {
            return verb.action().run(new Call(verb, parsed, surroundings));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        } catch (RuntimeException failure) {
            // Here, because picocli prints a trace of what its strategies let through.
            surroundings.out().flush();
            return Failures.told(failure, surroundings.err());
        }
    }

    private static PositionalParamSpec parameter(Verb.Parameter parameter, int index) {
        PositionalParamSpec.Builder model = parameter.several()
                ? PositionalParamSpec.builder()
                        .index(index + "..*")
                        .arity("1..*")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                : PositionalParamSpec.builder()
                        .index(String.valueOf(index))
                        .arity(parameter.optional() ? "0..1" : "1")
                        .type(String.class);
        return model.required(!parameter.optional())
                .paramLabel(parameter.label())
                .description(literal(parameter.description()))
                .build();
    }

    private static OptionSpec option(Verb.Choice choice) {
        OptionSpec.Builder option =
                OptionSpec.builder(choice.names().split(",")).description(literal(choice.description()));
        if (choice.flag()) {
            return option.type(boolean.class).arity("0").build();
        }
        if (choice.mayBeEmpty()) {
            return option.type(String.class)
                    .paramLabel(choice.label().substring(1, choice.label().length() - 1))
                    .arity("0..1")
                    .fallbackValue("")
                    .build();
        }
        option.paramLabel(choice.label()).arity("1");
        if (!choice.values().isEmpty()) {
            option.completionCandidates(choice.values());
        }
        return choice.repeated()
                ? option.type(List.class).auxiliaryTypes(String.class).build()
                : option.type(String.class).build();
    }

    private static List<String> footer(Verb verb) {
        List<String> lines = new ArrayList<>();
        if (!verb.notes().isEmpty()) {
            lines.add("");
            verb.notes().forEach(note -> lines.add(literal(note)));
        }
        lines.add("");
        lines.add("Examples:");
        verb.examples().forEach(example -> lines.add("  " + literal(example)));
        return lines;
    }

    /// picocli formats descriptions; a percent sign of ours is only that.
    private static String literal(String text) {
        return text.replace("%", "%%");
    }
}
