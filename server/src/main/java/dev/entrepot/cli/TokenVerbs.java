package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.List;

/// `token …`: personal tokens.
final class TokenVerbs {
    private static final Table TOKENS = Table.of(
            text("ID", "id"),
            text("NAME", "name"),
            cell("SCOPES", token -> token.has("scopes") ? token.text("scopes") : "everything"),
            time("CREATED", "createdAt"),
            cell("EXPIRES", token -> token.has("expiresAt") ? Words.time(token.text("expiresAt")) : "never"),
            cell("LAST USED", token -> token.has("lastUsedAt") ? Words.time(token.text("lastUsedAt")) : "never"));

    private TokenVerbs() {}

    static List<Verb> all() {
        return List.of(add(), list(), remove());
    }

    private static Verb add() {
        return Verb.named("token add", "Make a personal token, and show its secret once")
                .option("--name", "TEXT", "What it is for.")
                .repeated("--scope", "ACTIONS:PATTERN", "All it may do, such as pull:web/*. Default: all you may")
                .option("--expires", "TIME", "How long it lives, such as 30d. Default: for ever")
                .notes("The secret stands in place of your password.")
                .examples(
                        "entrepot token add --name laptop --expires 30d",
                        "entrepot token add --name reports --scope pull:web/* -o json")
                .answers(call -> {
                    Document body = Document.empty()
                            .with("name", call.needed("--name"))
                            .withTexts("scopes", call.values("--scope"))
                            .withText("expiresIn", call.value("--expires"));
                    Document token = call.send("POST", Target.of("tokens"), body);
                    call.secret(token, "The token %s is there. Its secret is shown this once.", call.value("--name"));
                });
    }

    private static Verb list() {
        return Verb.named("token list", "List personal tokens, without their secrets")
                .option("--user", "NAME", "Those of another account.")
                .examples("entrepot token list", "entrepot token list --user alice")
                .lists(TOKENS, call -> Target.of("tokens").query("user", call.value("--user")));
    }

    private static Verb remove() {
        return Verb.named("token rm", "Delete a personal token")
                .parameter("ID", "Its id or, of your own, its name.")
                .examples("entrepot token rm laptop")
                .does(call -> {
                    call.send("DELETE", Target.of("tokens", call.word("ID")), Document.empty());
                    call.say("The token %s is dead.", call.word("ID"));
                });
    }
}
