package dev.entrepot.cli;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.ApiException;
import dev.entrepot.client.DeviceLogin;
import dev.entrepot.client.Document;
import dev.entrepot.client.Login;
import dev.entrepot.client.Server;
import dev.entrepot.client.Target;
import dev.entrepot.client.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `login`: proves who one is, makes a personal token for this machine and keeps that, never the password.
final class LoginVerb {
    private static final int UNAUTHORIZED = 401;

    private LoginVerb() {}

    static Verb verb() {
        return Verb.named("login", "Log in to a server, or let docker or podman do so")
                .optional("URL", "The server. Default: ENTREPOT_URL, or the one in use")
                .option("-u,--user", "USER", "Whose account, or NS+ROBOT. Default: ENTREPOT_USER")
                .flag("--password-stdin", "Read the password from standard input. Default: ENTREPOT_PASSWORD")
                .flag("--token-stdin", "Read a token from standard input. Default: ENTREPOT_TOKEN")
                .option("--sso", "[PROVIDER]", "Log in with a browser, here or elsewhere. Default: the only provider")
                .oneOf("--client", List.of("docker", "podman"), "Write this client's login, by running it.")
                .option("--server", "URL", "The same as URL.")
                .notes(
                        "The login is kept in $XDG_CONFIG_HOME/entrepot/credentials.json, or where ENTREPOT_CREDENTIALS",
                        "says, readable by you alone: a personal token made for this machine, and not the password.")
                .examples(
                        "entrepot login https://registry.example.org -u alice --password-stdin < alice.txt",
                        "entrepot login registry.example.org --sso",
                        "entrepot login registry.example.org --token-stdin < token.txt",
                        "entrepot cr login --client docker")
                .ends(call -> {
                    boolean alone = !call.value("--client").isEmpty() && !proves(call);
                    if (!alone) {
                        keep(call);
                    }
                    return call.value("--client").isEmpty() ? ExitCode.DONE : ClientLogin.run(call, named(call));
                });
    }

    /// Whether anything was said by which one could log in now.
    private static boolean proves(Call call) {
        return call.has("--password-stdin") || call.has("--token-stdin") || call.has("--sso");
    }

    /// `login --sso HOST` means the server, as far as the word can be one: no provider's name has a dot.
    private static String named(Call call) {
        String said = call.word("URL").isEmpty() ? call.value("--server") : call.word("URL");
        return said.isEmpty() && isServer(call.value("--sso")) ? call.value("--sso") : said;
    }

    private static boolean isServer(String word) {
        return word.indexOf('.') >= 0 || word.indexOf(':') >= 0 || word.equals("localhost");
    }

    private static void keep(Call call) throws InterruptedException {
        URI url = named(call).isEmpty() ? call.servers().address("") : Server.parse(named(call));
        Optional<Login> before = call.credentials().find(url);
        Login login = call.has("--sso") ? bySso(call, url) : bySecret(call, url);
        String group = before.map(Login::group).orElse("");
        call.credentials().use(login.withGroup(group));
        call.say("Logged in to %s as %s.", url, login.user());
        if (before.isPresent() && !before.get().secret().equals(login.secret())) {
            end(before.get(), call);
        }
    }

    private static Login bySso(Call call, URI url) throws InterruptedException {
        ApiClient client = call.client(new Server(url, "", ""));
        String said = isServer(call.value("--sso")) ? "" : call.value("--sso");
        String provider = said.isEmpty() ? onlyProvider(client) : said;
        Document token = new DeviceLogin(client, call.surroundings().pause()).run(provider, started -> {
            String whole = started.text("verificationUrlComplete");
            call.say("Open %s", whole.isEmpty() ? started.text("verificationUrl") : whole);
            call.say("and confirm the code %s. Waiting.", started.text("userCode"));
        });
        return new Login(url, token.text("name"), token.text("secret"), token.text("id"), "");
    }

    private static String onlyProvider(ApiClient client) throws InterruptedException {
        List<String> providers = client.get(Target.of("info")).objects("providers").stream()
                .filter(provider -> provider.text("kind").equals("oidc"))
                .map(provider -> provider.text("name"))
                .toList();
        return switch (providers.size()) {
            case 0 ->
                throw new UsageException(
                        client.server().url() + " has no single sign-on; log in with -u USER --password-stdin");
            case 1 -> providers.getFirst();
            default -> throw new UsageException("say which one: --sso " + String.join(", or --sso ", providers));
        };
    }

    private static Login bySecret(Call call, URI url) throws InterruptedException {
        String user = call.value("--user").isEmpty() ? call.variable("ENTREPOT_USER") : call.value("--user");
        String secret = secret(call);
        boolean token = call.has("--token-stdin")
                || (!call.has("--password-stdin")
                        && !call.variable("ENTREPOT_TOKEN").isEmpty());
        if (user.isEmpty() && !token) {
            throw new UsageException("say who you are: -u USER, or ENTREPOT_USER");
        }
        ApiClient client = call.client(new Server(url, user, secret));
        Document self = client.get(Target.of("whoami"));
        String name = self.text("name");
        // A robot has no personal tokens, and a token makes none that could outlive it: they are kept themselves.
        if (token || !self.text("kind").equals("user")) {
            return new Login(url, name, secret, "", "");
        }
        try {
            Document made =
                    client.send("POST", Target.of("tokens"), Document.empty().with("name", tokenName(call)));
            return new Login(url, name, made.text("secret"), made.text("id"), "");
        } catch (ApiException refused) {
            if (refused.status() == 403) {
                return new Login(url, name, secret, "", "");
            }
            throw refused;
        }
    }

    private static String secret(Call call) {
        if (call.has("--password-stdin") || call.has("--token-stdin")) {
            return call.secret();
        }
        String token = call.variable("ENTREPOT_TOKEN");
        String secret = token.isEmpty() ? call.variable("ENTREPOT_PASSWORD") : token;
        if (secret.isEmpty()) {
            throw new UsageException("no secret was given; say --password-stdin, --token-stdin or --sso, "
                    + "or set ENTREPOT_PASSWORD or ENTREPOT_TOKEN");
        }
        return secret;
    }

    /// Tells the machine and the moment, so that a list of tokens can be understood, and two never collide.
    private static String tokenName(Call call) {
        String host = call.variable("HOSTNAME").isEmpty() ? hostName() : call.variable("HOSTNAME");
        long seconds = call.surroundings().time().instant().getEpochSecond();
        return "cli-" + host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-") + "-"
                + Long.toString(seconds, 36);
    }

    /// From the kernel: to ask for the name of the local address may ask the network.
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException elsewhere) {
            return "machine";
        }
    }

    /// Ends the token that a login made. Whether it is dead now, or was none of ours.
    static boolean end(Login login, Call call) throws InterruptedException {
        if (login.tokenId().isEmpty()) {
            return true;
        }
        try {
            call.client(login.server()).send("DELETE", Target.of("tokens", login.tokenId()), Document.empty());
            return true;
        } catch (ApiException answered) {
            if (answered.status() == UNAUTHORIZED || answered.status() == 404) {
                return true;
            }
            call.say("Its token could not be ended: %s", FailureText.of(answered));
        } catch (UnreachableException away) {
            call.say("Its token could not be ended: %s", FailureText.of(away));
        }
        return false;
    }
}
