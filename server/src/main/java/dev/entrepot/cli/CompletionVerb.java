package dev.entrepot.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// `completion`: a script for the shell, made from the verbs. bash and zsh by picocli; fish, which it does not
/// know, here.
final class CompletionVerb {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private CompletionVerb() {}

    static Verb verb() {
        return Verb.named("completion", "Print a script that lets a shell complete commands and options")
                .parameter("SHELL", "bash, zsh or fish.")
                .examples(
                        "source <(entrepot completion bash)                  in ~/.bashrc",
                        "source <(entrepot completion zsh)                   in ~/.zshrc, after compinit",
                        "entrepot completion fish > ~/.config/fish/completions/entrepot.fish")
                .ends(call -> {
                    String shell = call.word("SHELL");
                    if (!SHELLS.contains(shell)) {
                        throw new UsageException("\"" + shell + "\" is no shell we know; write bash, zsh or fish");
                    }
                    call.surroundings().out().print(shell.equals("fish") ? fish() : bash(call.surroundings()));
                    return ExitCode.DONE;
                });
    }

    /// Works in zsh too: the script loads `bashcompinit` there.
    private static String bash(Surroundings surroundings) {
        CommandLine entrepot = new CommandLine(CommandSpec.create().name("entrepot"));
        entrepot.addSubcommand("serve", CommandSpec.create());
        Map<String, CommandLine> families = new LinkedHashMap<>();
        for (Verb verb : Verbs.all()) {
            CommandLine line = VerbLine.of(verb, "entrepot " + verb.name(), surroundings);
            String[] words = verb.name().split(" ", -1);
            if (words.length == 1) {
                entrepot.addSubcommand(words[0], line);
            } else {
                families.computeIfAbsent(words[0], _ -> new CommandLine(CommandSpec.create()))
                        .addSubcommand(words[1], line);
            }
        }
        families.forEach(entrepot::addSubcommand);
        return AutoComplete.bash("entrepot", entrepot);
    }

    private static String fish() {
        StringBuilder script = new StringBuilder("# fish completion for entrepot\ncomplete -c entrepot -f\n");
        Map<String, String> firsts = new LinkedHashMap<>(Map.of("serve", "Run the registry in the foreground"));
        for (Verb verb : Verbs.all()) {
            String[] words = verb.name().split(" ", -1);
            firsts.putIfAbsent(words[0], words.length == 1 ? verb.summary() : words[0] + " …");
            String seen = "__fish_seen_subcommand_from " + words[0];
            if (words.length > 1) {
                script.append(line(
                        seen + "; and not __fish_seen_subcommand_from " + others(words[0]), words[1], verb.summary()));
                seen += "; and __fish_seen_subcommand_from " + words[1];
            }
            for (Verb.Choice choice : verb.choices()) {
                script.append(option(seen, choice));
            }
        }
        firsts.forEach((word, summary) -> script.append(line("__fish_use_subcommand", word, summary)));
        return script.toString();
    }

    private static String others(String family) {
        return String.join(
                " ",
                Verbs.family(family).stream()
                        .map(verb -> verb.name().substring(family.length() + 1))
                        .toList());
    }

    private static String line(String condition, String word, String summary) {
        return "complete -c entrepot -n '" + condition + "' -a " + word + " -d '" + quoted(summary) + "'\n";
    }

    private static String option(String condition, Verb.Choice choice) {
        StringBuilder line = new StringBuilder("complete -c entrepot -n '" + condition + "'");
        for (String name : choice.names().split(",", -1)) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (!choice.flag()) {
            line.append(choice.values().isEmpty() ? " -r" : " -x -a '" + String.join(" ", choice.values()) + "'");
        }
        return line.append(" -d '")
                .append(quoted(choice.description()))
                .append("'\n")
                .toString();
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }
}
