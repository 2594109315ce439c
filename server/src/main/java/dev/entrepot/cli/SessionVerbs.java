package dev.entrepot.cli;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.CredentialsFile;
import dev.entrepot.client.Document;
import dev.entrepot.client.Json;
import dev.entrepot.client.Login;
import dev.entrepot.client.NoServerException;
import dev.entrepot.client.Server;
import dev.entrepot.client.Target;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// Which server, and as whom: `logout`, `whoami`, `info`, `target`. `login` is in {@link LoginVerb}.
final class SessionVerbs {
    private SessionVerbs() {}

    static Verb logout() {
        return Verb.named("logout", "Forget a login, and end the token it made")
                .optional("URL", "The server. Default: the one in use")
                .examples("entrepot logout", "entrepot logout https://registry.example.org")
                .ends(call -> {
                    CredentialsFile file = call.credentials();
                    Optional<Login> login = call.servers().stored(call.word("URL"));
                    if (login.isEmpty()) {
                        call.say("There is no login to forget.");
                        return ExitCode.DONE;
                    }
                    file.remove(login.get().url());
                    call.say("The login to %s is forgotten.", login.get().url());
                    return LoginVerb.end(login.get(), call) ? ExitCode.DONE : ExitCode.FAILED;
                });
    }

    static Verb whoami() {
        return Verb.named("whoami", "Say as whom the server in use sees you")
                .examples("entrepot whoami", "entrepot whoami -o json")
                .answers(call -> {
                    ApiClient client = call.client();
                    Document self = client.get(Target.of("whoami"));
                    if (call.json()) {
                        call.show(self);
                        return;
                    }
                    call.show(
                            Document.empty()
                                    .with("server", client.server().url().toString())
                                    .with("self", self)
                                    .with("name", self.text("name"))
                                    .with("kind", self.text("kind"))
                                    .withText("role", self.text("role").equals("none") ? "" : self.text("role"))
                                    .withText("provider", self.text("provider"))
                                    .withTexts("teams", self.texts("teams"))
                                    .withText("credential", self.text("credential"))
                                    .withText("expiresAt", self.text("expiresAt"))
                                    .withTexts("scopes", self.texts("scopes")),
                            "name",
                            "kind",
                            "role",
                            "teams",
                            "provider",
                            "server",
                            "credential",
                            "expires=time:expiresAt",
                            "scopes");
                });
    }

    static Verb info() {
        return Verb.named("info", "Say what the server in use is, and how one may log in")
                .optional("URL", "Another server.")
                .examples("entrepot info", "entrepot info https://registry.example.org -o json")
                .answers(call -> {
                    String named = call.word("URL").isEmpty() ? call.value("--server") : call.word("URL");
                    Document info = client(call, named).get(Target.of("info"));
                    if (call.json()) {
                        call.show(info);
                        return;
                    }
                    List<String> providers = info.objects("providers").stream()
                            .map(provider -> provider.text("name") + " (" + provider.text("kind") + ")")
                            .toList();
                    call.show(
                            info.with("server", call.servers().address(named).toString())
                                    .with("providers", providers.isEmpty() ? "none" : providers)
                                    .with("open", info.flag("open") ? "yes: callers need no account" : "no"),
                            "server",
                            "version",
                            "external URL=externalUrl",
                            "open",
                            "single sign-on=providers");
                });
    }

    /// As somebody where that is known: the version is for known callers only.
    private static ApiClient client(Call call, String named) {
        try {
            return call.client(call.servers().server(named));
        } catch (NoServerException nobody) {
            return call.client(new Server(call.servers().address(named), "", ""));
        }
    }

    static Verb target() {
        return Verb.named("target", "Show or choose the server in use, and the team to work for")
                .option("-g,--group", "TEAM", "The team to work for; \"\" for none.")
                .option("--server", "URL", "The server that verbs ask from now on; of those one is logged in to.")
                .oneOf("-o,--output", List.of("table", "json"), "How the result is written. Default: table")
                .notes(
                        "With a team, `namespace-list` lists the namespaces in which it holds a role, and",
                        "`namespace-add` and `namespace-assign` make it their owner. Nothing else depends on it:",
                        "it gives no right and takes none. It is kept beside the login.")
                .examples(
                        "entrepot target",
                        "entrepot target -g web-team",
                        "entrepot target --server registry.example.org")
                .ends(call -> {
                    CredentialsFile file = call.credentials();
                    Login login = call.servers()
                            .stored(call.value("--server"))
                            .orElseThrow(
                                    () -> new NoServerException("there is no such login; type `entrepot login URL`"));
                    if (call.has("--group")) {
                        login = login.withGroup(call.value("--group"));
                    }
                    if (call.has("--group") || call.has("--server")) {
                        file.use(login);
                    }
                    show(call, file, login);
                    return ExitCode.DONE;
                });
    }

    private static void show(Call call, CredentialsFile file, Login login) {
        List<String> others = file.logins().stream()
                .map(Login::url)
                .filter(url -> !url.equals(login.url()))
                .map(URI::toString)
                .toList();
        Document target = Document.empty()
                .with("server", login.url().toString())
                .withText("user", login.user())
                .withText("group", login.group())
                .withTexts("others", others);
        if (call.json()) {
            call.surroundings().out().println(Json.indented(target, ""));
        } else {
            call.show(target, "server", "user", "team=group", "logged in to=others");
        }
    }
}
