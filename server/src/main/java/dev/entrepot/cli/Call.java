package dev.entrepot.cli;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.CredentialsFile;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Json;
import dev.entrepot.client.Server;
import dev.entrepot.client.ServerChoice;
import dev.entrepot.client.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/// One call of a verb: what was said, whom to ask, where to print.
final class Call {
    /// A password and a token are short; a CI's token with its claims is not much longer.
    private static final int MAX_SECRET_BYTES = 64 * 1024;

    private final Verb verb;
    private final ParseResult parsed;
    private final Surroundings surroundings;

    Call(Verb verb, ParseResult parsed, Surroundings surroundings) {
        this.verb = verb;
        this.parsed = parsed;
        this.surroundings = surroundings;
        for (Verb.Choice choice : verb.choices()) {
            String value = value(choice);
            if (!choice.values().isEmpty()
                    && !value.isEmpty()
                    && !choice.values().contains(value)) {
                throw new UsageException(
                        choice.key() + ": \"" + value + "\" is none of " + String.join(", ", choice.values()));
            }
        }
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /// The parameter of that label; empty when it may be left out and was.
    String word(String label) {
        for (int i = 0; i < verb.parameters().size(); i++) {
            if (verb.parameters().get(i).label().equals(label)) {
                return parsed.matchedPositionalValue(i, "");
            }
        }
        throw new IllegalStateException(verb.name() + " has no " + label);
    }

    /// All words of a parameter that takes several.
    List<String> words(String label) {
        for (int i = 0; i < verb.parameters().size(); i++) {
            if (verb.parameters().get(i).label().equals(label)) {
                return parsed.matchedPositionalValue(i, List.of());
            }
        }
        throw new IllegalStateException(verb.name() + " has no " + label);
    }

    /// The option's value; empty when it was not given.
    String value(String name) {
        return value(choice(name));
    }

    private String value(Verb.Choice choice) {
        return choice.flag() || choice.repeated() ? "" : parsed.matchedOptionValue(choice.key(), "");
    }

    List<String> values(String name) {
        return parsed.matchedOptionValue(choice(name).key(), List.of());
    }

    /// Whether the verb has such an option.
    boolean offers(String name) {
        return verb.choices().stream().anyMatch(choice -> choice.key().equals(name));
    }

    boolean has(String name) {
        return parsed.hasMatchedOption(choice(name).key());
    }

    private Verb.Choice choice(String name) {
        return verb.choices().stream()
                .filter(choice -> choice.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(verb.name() + " has no " + name));
    }

    /// The option's value, without which the verb makes no sense.
    String needed(String name) {
        String value = value(name);
        if (value.isEmpty()) {
            throw new UsageException(name + " is missing; see `entrepot " + verb.name() + " --help`");
        }
        return value;
    }

    ImageName image(String label) {
        return ImageName.parse(word(label));
    }

    /// The secret on standard input: its first line.
    String secret() {
        return secrets().getFirst();
    }

    /// The lines on standard input.
    List<String> secrets() {
        try {
            byte[] bytes = surroundings.in().readNBytes(MAX_SECRET_BYTES);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            if (lines.isEmpty() || lines.getFirst().isEmpty()) {
                throw new UsageException("standard input is empty; the secret is read from it, as in " + "`entrepot "
                        + verb.name() + " … < FILE`");
            }
            return lines;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read standard input", unreadable);
        }
    }

    String variable(String name) {
        return surroundings.environment().getOrDefault(name, "");
    }

    CredentialsFile credentials() {
        return new CredentialsFile(surroundings.environment());
    }

    ServerChoice servers() {
        return new ServerChoice(surroundings.environment(), credentials());
    }

    /// The client for the server that was said or is in use.
    ApiClient client() {
        return client(servers().server(value("--server")));
    }

    /// The client for the server that an image's name begins with.
    ApiClient client(ImageName image) {
        return client(servers().server(image.host().isEmpty() ? value("--server") : image.host()));
    }

    ApiClient client(Server server) {
        return new ApiClient(server, surroundings.pause());
    }

    /// Prints all there is, page by page, so that no listing is too long.
    void list(Table table, Target target) throws InterruptedException {
        list(client(), table, target);
    }

    void list(ApiClient client, Table table, Target target) throws InterruptedException {
        try (Listing listing = new Listing(surroundings.out(), table, json())) {
            if (client.pages(target, limit(), listing::print)) {
                say("There are more than these " + limit() + ".");
            }
        }
    }

    long limit() {
        String limit = value("--limit");
        if (limit.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!limit.matches("[1-9]\\d{0,11}")) {
            throw new UsageException("--limit: \"" + limit + "\" is no number above zero");
        }
        return Long.parseLong(limit);
    }

    boolean json() {
        return value("--output").equals("json");
    }

    /// The result: the whole document for programs, `forPeople` in words on standard error else.
    void result(Document document, String forPeople, Object... values) {
        if (json()) {
            surroundings.out().println(Json.indented(document, ""));
        } else {
            say(forPeople, values);
        }
    }

    /// The result: the whole document for programs, the named members for people, a line each.
    void show(Document document, String... members) {
        if (json()) {
            surroundings.out().println(Json.indented(document, ""));
        } else {
            surroundings.out().print(Fields.of(document, members));
        }
    }

    /// A secret alone on standard output, so that it can be piped on; what it is for on standard error.
    void secret(Document document, String forPeople, Object... values) {
        if (json()) {
            surroundings.out().println(Json.indented(document, ""));
        } else {
            say(forPeople, values);
            surroundings.out().println(document.text("secret"));
        }
    }

    /// A message for people.
    void say(String format, Object... values) {
        surroundings
                .err()
                .println(Table.plain(values.length == 0 ? format : String.format(Locale.ROOT, format, values)));
    }

    Document send(String method, Target target, Document body) throws InterruptedException {
        return client().send(method, target, body);
    }

    Document send(String method, Target target, Document body, Map<String, String> headers)
            throws InterruptedException {
        return client().send(method, target, body, headers);
    }
}
