package dev.entrepot.cli;

import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A verb of the client: its words for people, and what it does. A value, and no class with annotations, since
/// there are some seventy and a call needs the model of one: {@link VerbLine} makes picocli's model of it alone.
///
/// @param name as it is typed, `user add` or `namespace-add`
/// @param summary a sentence without a full stop
/// @param parameters in their order; all are needed unless they are {@link Parameter#optional}
record Verb(
        String name,
        String summary,
        List<Parameter> parameters,
        List<Choice> choices,
        List<String> examples,
        List<String> notes,
        Action action) {
    /// What runs. Returns the exit code.
    @FunctionalInterface
    interface Action {
        int run(Call call) throws InterruptedException;
    }

    /// As {@link Action}, for what is done when nothing fails.
    @FunctionalInterface
    interface Deed {
        void run(Call call) throws InterruptedException;
    }

    /// A word behind the verb.
    ///
    /// @param several whether more of its kind may follow; only of the last one
    record Parameter(String label, String description, boolean optional, boolean several) {}

    /// An option.
    ///
    /// @param names comma-separated, `-g,--group`; the last one is the name {@link Call} is asked for
    /// @param label of its value, in square brackets when that may be left out; empty for a flag
    /// @param values the only ones there are; empty when there are no such
    record Choice(String names, String label, String description, List<String> values, boolean repeated) {
        String key() {
            return names.substring(names.lastIndexOf(',') + 1);
        }

        boolean flag() {
            return label.isEmpty();
        }

        /// Whether the option may stand without a value.
        boolean mayBeEmpty() {
            return label.startsWith("[");
        }
    }

    Verb {
        parameters = List.copyOf(parameters);
        choices = List.copyOf(choices);
        examples = List.copyOf(examples);
        notes = List.copyOf(notes);
    }

    static Verb named(String name, String summary) {
        return new Verb(name, summary, List.of(), List.of(), List.of(), List.of(), call -> ExitCode.FAILED);
    }

    Verb parameter(String label, String description) {
        return with(new Parameter(label, description, false, false));
    }

    Verb optional(String label, String description) {
        return with(new Parameter(label, description, true, false));
    }

    /// One or more; the last parameter.
    Verb several(String label, String description) {
        return with(new Parameter(label, description, false, true));
    }

    private Verb with(Parameter parameter) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(parameter);
        return new Verb(name, summary, more, choices, examples, notes, action);
    }

    Verb option(String names, String label, String description) {
        return with(new Choice(names, label, description, List.of(), false));
    }

    Verb repeated(String names, String label, String description) {
        return with(new Choice(names, label, description, List.of(), true));
    }

    Verb oneOf(String names, List<String> values, String description) {
        return with(new Choice(names, String.join("|", values), description, values, false));
    }

    Verb flag(String names, String description) {
        return with(new Choice(names, "", description, List.of(), false));
    }

    private Verb with(Choice choice) {
        List<Choice> more = new ArrayList<>(choices);
        more.add(choice);
        return new Verb(name, summary, parameters, more, examples, notes, action);
    }

    /// Lines to copy, without the name of the program before `entrepot`.
    Verb examples(String... lines) {
        return new Verb(name, summary, parameters, choices, List.of(lines), notes, action);
    }

    /// What to know besides, line by line.
    Verb notes(String... lines) {
        return new Verb(name, summary, parameters, choices, examples, List.of(lines), action);
    }

    /// For a verb that asks a server: which one.
    private Verb asking() {
        return option("--server", "URL", "Ask this one, not the server in use.");
    }

    private Verb printing() {
        return oneOf("-o,--output", List.of("table", "json"), "How results are written. Default: table");
    }

    /// The last step: a verb whose end is its exit code alone.
    Verb does(Deed deed) {
        return asking().ends(call -> {
            deed.run(call);
            return ExitCode.DONE;
        });
    }

    /// The last step: a verb with a result.
    Verb answers(Deed deed) {
        return printing().does(deed);
    }

    /// The last step: a verb with a result, that says something with its exit code.
    Verb judges(Action judgement) {
        return printing().asking().ends(judgement);
    }

    /// The last step: a verb with a result, for which it asks no server.
    Verb concludes(Action judgement) {
        return printing().ends(judgement);
    }

    /// The last step: a verb that asks the server for a job and shows what came of it.
    ///
    /// @param result prints it, for people
    Verb works(Function<Call, JobOrder> order, BiConsumer<Call, Document> result) {
        return flag("--detach", "Do not wait: print the job's id.")
                .judges(call -> new Following(call).run(order.apply(call), found -> result.accept(call, found)));
    }

    /// As {@link #works}, also on a registry whose server is stopped.
    Verb worksAnywhere(Function<Call, JobOrder> order, BiConsumer<Call, Document> result) {
        return option("--data", "DIR", "Work on the registry in this folder, whose server is stopped.")
                .option("--config", "FILE", "With --data: its settings. Default: DIR/entrepot.yaml, if there")
                .works(order, result);
    }

    /// The last step: a verb that prints all there is of something.
    Verb lists(Table table, Function<Call, Target> target) {
        return option("--limit", "N", "Stop after so many.").answers(call -> call.list(table, target.apply(call)));
    }

    /// The last step: a verb that finds out by itself what to ask.
    Verb ends(Action last) {
        return new Verb(name, summary, parameters, choices, examples, notes, last);
    }
}
