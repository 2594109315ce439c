package dev.entrepot.e2e.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Condition;
import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import dev.entrepot.e2e.credentials.Credential.Kind;
import dev.entrepot.e2e.credentials.Credential.Wrong;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/// A registry with two private repositories and all kinds of people and machines, made by the command line alone.
///
/// Everybody may write [#WRITABLE] and read [#READABLE]; nobody but the admin may see [#HIDDEN].
final class Stage implements AutoCloseable {
    static final String WRITABLE = "web/app";
    static final String READABLE = "web/base";
    static final String HIDDEN = "board/minutes";

    /// What the pipelines of `org/app` ask for in their tokens.
    private static final String AUDIENCE = "registry.example.org";

    private static final String WRONG_SECRET =
            "this token or robot's secret is wrong, has expired or was ended, or belongs to another name";

    private final Scratch scratch;
    private final Server server;
    private final Issuer ci;
    private final Cli admin;
    private final Map<Kind, Credential> credentials = new EnumMap<>(Kind.class);
    private final List<String> secrets = new ArrayList<>();

    private Stage(Scratch scratch, Server server, Issuer ci) {
        this.scratch = scratch;
        this.server = server;
        this.ci = ci;
        this.admin = cli("admin");
    }

    /// @param scratch of this registry alone
    static Stage start(Scratch scratch, Launch launch, Providers providers) {
        var stage = new Stage(scratch, providers.configured(launch).start(), providers.ci());
        try {
            stage.repositories();
            stage.grants();
            stage.people();
            stage.robots();
            stage.jobs();
            return stage;
        } catch (AssertionError | RuntimeException e) {
            stage.server.close();
            throw e;
        }
    }

    /// The admin's command line.
    Cli admin() {
        return admin;
    }

    Server server() {
        return server;
    }

    Credential credential(Kind kind) {
        return Objects.requireNonNull(credentials.get(kind), kind.name());
    }

    Desk desk(String name, String user, String secret) {
        secrets.add(secret);
        return Desk.at(name, scratch, server.host(), user, secret);
    }

    /// What the registry has under a tag, asked as the admin.
    String digest(String repository, String tag) {
        var answer = server.fetch(
                "/v2/" + repository + "/manifests/" + tag,
                "application/vnd.oci.image.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.v2+json");
        return Layout.digest(answer.body());
    }

    private Cli cli(String name) {
        return Cli.of(Desk.shell("cli-" + name, scratch, server.host()));
    }

    /// The command line of somebody who has logged in with a password.
    private Cli loggedIn(String user, String password) {
        var cli = cli(user);
        cli.feed(password + "\n", "login", server.url(), "-u", user, "--password-stdin");
        return cli;
    }

    private void repositories() {
        admin.feed(server.password(), "login", server.url(), "-u", "admin", "--password-stdin");
        secrets.add(server.password());
        var desk = desk("admin", "admin", server.password());
        Client.CRANE.login(desk);
        var layout = desk.layout();
        for (var repository : List.of(WRITABLE, READABLE, HIDDEN)) {
            var pushed = Client.CRANE.push(desk, layout, desk.image(repository + ":1"));
            assertThat(pushed.status()).as(pushed.toString()).isZero();
        }
    }

    private void grants() {
        admin.run("team", "add", "devs");
        admin.run("team", "group-add", "devs", "devs", "--provider", "main");
        admin.run("team", "group-add", "devs", "devs", "--provider", "corp");
        for (var user : List.of("ann", "ben", "dan")) {
            secrets.add(password(user));
            admin.feed(password(user) + "\n", "user", "add", user, "--password-stdin");
        }
        for (var subject : List.of("ann", "dan", "team:devs")) {
            admin.run("grant", "add", "writer", "--to", subject, "--on", WRITABLE);
            admin.run("grant", "add", "reader", "--to", subject, "--on", READABLE);
        }
        admin.run("user", "disable", "dan");
    }

    private static String password(String user) {
        return user + "-has-this-password";
    }

    private void people() {
        var ann = loggedIn("ann", password("ann"));
        credentials.put(
                Kind.PASSWORD,
                new Credential(
                        "ann",
                        password("ann"),
                        List.of(
                                new Wrong("another password", "ann", "not-her-password"),
                                new Wrong("another user's password", "ben", password("ann")),
                                new Wrong("a disabled account", "dan", password("dan")))));
        var token = token(ann);
        credentials.put(
                Kind.TOKEN,
                new Credential(
                        "ann",
                        token,
                        List.of(
                                new Wrong("a token that was removed", "ann", removedToken(ann), WRONG_SECRET),
                                new Wrong("a token that has expired", "ann", expiredToken(ann), WRONG_SECRET),
                                new Wrong("another user's token", "ben", token, WRONG_SECRET))));

        var alice = cli("alice");
        Sso.login(alice, server.url(), "main", "alice", "alice-password");
        var made = token(alice);
        credentials.put(
                Kind.OIDC_TOKEN,
                new Credential(
                        "alice@main",
                        made,
                        List.of(
                                new Wrong("a token that was removed", "alice@main", removedToken(alice), WRONG_SECRET),
                                new Wrong("the token of the same name elsewhere", "alice@corp", made, WRONG_SECRET),
                                new Wrong("the password at the provider", "alice@main", "alice-password"))));

        loggedIn("alice@corp", "alice-password");
        credentials.put(
                Kind.LDAP_PASSWORD,
                new Credential(
                        "alice@corp",
                        "alice-password",
                        List.of(
                                new Wrong("another password", "alice@corp", "not-her-password"),
                                new Wrong("another user's password", "bob@corp", "alice-password"))));
    }

    private static String token(Cli cli) {
        return cli.run("token", "add", "--name", "clients", "--expires", "1h");
    }

    private String removedToken(Cli cli) {
        var secret = cli.run("token", "add", "--name", "removed");
        var tokens = JsonMapper.shared().readTree(cli.run("token", "list", "-o", "json"));
        var id = tokens.valueStream()
                .filter(each -> each.get("name").stringValue().equals("removed"))
                .map(each -> each.get("id").stringValue())
                .findFirst()
                .orElseThrow();
        cli.run("token", "rm", id);
        return secret;
    }

    private String expiredToken(Cli cli) {
        var secret = cli.run("token", "add", "--name", "short", "--expires", "1s");
        Condition.await("the end of the token", () -> login("ann", secret) == 401);
        return secret;
    }

    private int login(String user, String secret) {
        var pair = Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(UTF_8));
        var request = server.request("/auth/token?service=" + server.host())
                .setHeader("Authorization", "Basic " + pair)
                .build();
        return server.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void robots() {
        var first = robot("web+ci");
        var secret = admin.run("robot", "rotate", "web+ci", "--overlap", "0s");
        var off = robot("web+off");
        admin.run("robot", "disable", "web+off");
        robot("web+other");
        credentials.put(
                Kind.ROBOT,
                new Credential(
                        "web+ci",
                        secret,
                        List.of(
                                new Wrong("a secret that was rotated", "web+ci", first, WRONG_SECRET),
                                new Wrong("another robot's secret", "web+other", secret, WRONG_SECRET),
                                new Wrong("a disabled robot", "web+off", off, WRONG_SECRET))));
    }

    private String robot(String name) {
        return admin.run("robot", "add", name, "--allow", "pull,push:" + WRITABLE, "--allow", "pull:" + READABLE);
    }

    private void jobs() {
        robot("web+jobs");
        admin.run(
                "robot",
                "trust-add",
                "web+jobs",
                "--issuer",
                ci.url(),
                "--audience",
                AUDIENCE,
                "--when",
                "claims.project_path == 'org/app'");
        var hourAgo = Instant.now().minus(Duration.ofHours(1));
        var rule = "no trust rule of this robot names the token's issuer and its one audience";
        var token = ci.token("org/app", AUDIENCE);
        credentials.put(
                Kind.CI_TOKEN,
                new Credential(
                        "web+jobs",
                        token,
                        List.of(
                                new Wrong("another audience", "web+jobs", ci.token("org/app", "other.example"), rule),
                                new Wrong("a robot without the rule", "web+other", token, rule),
                                new Wrong("a robot that there is not", "web+none", token, rule),
                                new Wrong(
                                        "another project",
                                        "web+jobs",
                                        ci.token("org/fork", AUDIENCE),
                                        "the condition of the trust rule does not hold for this token"),
                                new Wrong(
                                        "the token of a job that is over",
                                        "web+jobs",
                                        ci.token("org/app", AUDIENCE, hourAgo),
                                        "the token has expired"),
                                new Wrong(
                                        "a key of somebody else",
                                        "web+jobs",
                                        ci.forged("org/app", AUDIENCE),
                                        "the token was not signed by its issuer"))));
    }

    /// Ends it, and fails the test if it ever answered with a 5xx or wrote a secret into its log.
    @Override
    public void close() {
        server.close();
        credentials.values().forEach(each -> each.wrong().forEach(wrong -> secrets.add(wrong.secret())));
        assertThat(server.serverErrors()).isEmpty();
        assertThat(server.log()).doesNotContain(secrets);
    }

    Shell shell(String name) {
        return Desk.shell(name, scratch, server.host());
    }
}
