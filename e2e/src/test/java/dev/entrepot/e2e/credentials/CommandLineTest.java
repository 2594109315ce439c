package dev.entrepot.e2e.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line as people use it, up to what their clients then may do.
@Tag("sso")
class CommandLineTest {
    private static final int DONE = 0;
    private static final int WRONG_USAGE = 2;
    private static final int REFUSED = 3;
    private static final int UNREACHABLE = 6;

    private static final String ENDED = "has expired or was ended";

    private static final Scratch SCRATCH = Scratch.make();
    private static Server server;
    private static Cli admin;

    /// Owns the namespace `web`.
    private static Cli ann;

    @BeforeAll
    static void start() {
        server = Server.in(SCRATCH.folder().resolve("server")).start();
        admin = loggedIn("admin", server.password());
        ann = person("ann");
        admin.run("namespace-add", "web", "--owner", "ann");
    }

    @AfterAll
    static void stop() {
        try (SCRATCH) {
            server.close();
            assertThat(server.serverErrors()).isEmpty();
            assertThat(server.log())
                    .doesNotContain(server.password())
                    .doesNotContainPattern("\\w+-has-this-password|entrepot_(pat|rob)_\\w");
        }
    }

    private static Cli loggedIn(String user, String password) {
        var cli = Cli.of(Desk.shell("cli-" + user, SCRATCH, server.host()));
        cli.feed(password + "\n", "login", server.url(), "-u", user, "--password-stdin");
        return cli;
    }

    /// The command line of somebody for whom the admin makes an account.
    private static Cli person(String name) {
        admin.feed(password(name) + "\n", "user", "add", name, "--password-stdin");
        return loggedIn(name, password(name));
    }

    private static String password(String name) {
        return name + "-has-this-password";
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static List<String> texts(JsonNode array, String member) {
        return array.valueStream().map(each -> each.path(member).asString("")).toList();
    }

    private static Outcome ends(int status, Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(status);
        return outcome;
    }

    @Test
    void rightsAreGivenShownExplainedAndTakenAway() {
        var ben = person("ben");
        admin.run("team", "add", "devs");
        admin.run("team", "member-add", "devs", "ben");
        ann.run("repository-add", "web/shop", "--visibility", "private");
        ends(REFUSED, ben.attempt("why", "pull", "web/shop"));

        ann.run("grant", "add", "reader", "--to", "team:devs", "--on", "web/shop");

        assertThat(json(ben.run("whoami", "-o", "json")).get("name").stringValue())
                .isEqualTo("ben");
        assertThat(ends(DONE, ben.attempt("why", "pull", "web/shop")).output()).contains("reader", "team:devs");
        assertThat(ends(REFUSED, ben.attempt("why", "push", "web/shop")).output())
                .contains("ben may not push web/shop", "needs the role writer on web/shop");
        assertThat(ends(DONE, ann.attempt("why", "pull", "web/shop", "--as", "ben"))
                        .output())
                .contains("ben may pull web/shop");
        assertThat(texts(json(ann.run("grant", "list", "--on", "web/shop", "-o", "json")), "to"))
                .contains("team:devs");
        ends(REFUSED, ben.attempt("grant", "add", "owner", "--to", "ben", "--on", "web/shop"));
        ends(REFUSED, ben.attempt("visibility", "web/shop", "public"));
        ends(REFUSED, ben.attempt("user", "list"));

        ann.run("visibility", "web/shop", "public");
        assertThat(json(ann.run("repository-show", "web/shop", "-o", "json"))
                        .get("visibility")
                        .stringValue())
                .isEqualTo("public");
        ann.run("visibility", "web/shop", "private");
        ann.run("grant", "rm", "reader", "--to", "team:devs", "--on", "web/shop");
        ends(REFUSED, ben.attempt("why", "pull", "web/shop"));

        admin.run("user", "disable", "ben");
        ends(REFUSED, ben.attempt("whoami"));
    }

    @Test
    void auditTellsWhatWasDoneAndIsWhole() {
        ann.run("robot", "add", "web+audited", "--allow", "pull:web/*");

        var mine = json(ann.run("audit", "list", "--namespace", "web", "-o", "json"));
        var all = json(admin.run("audit", "list", "--action", "user.add", "-o", "json"));

        assertThat(texts(mine, "action")).contains("robot.add", "namespace.create");
        assertThat(texts(mine, "resource")).contains("web+audited");
        assertThat(texts(all, "resource")).contains("ann");
        ends(REFUSED, ann.attempt("audit", "list"));
        assertThat(ends(DONE, admin.attempt("audit", "verify")).output()).startsWith("Sound: ");
        ends(REFUSED, ann.attempt("audit", "verify"));
    }

    @Test
    void loginOfTheCommandLineIsThatOfDockerAndPodmanUntilLogout() {
        var cli = person("carl");
        ann.run("grant", "add", "writer", "--to", "carl", "--on", "web");
        var shell = cli.shell();
        var layout = Layout.small(SCRATCH, "carl", "carl");
        var image = server.host() + "/web/carl:1";

        ends(DONE, cli.attempt("login", "--client", "docker"));
        ends(DONE, cli.attempt("login", "--client", "podman"));

        // crane reads what docker keeps, skopeo what podman does.
        shell.run("crane", "push", layout.folder().toString(), image);
        var inspect = new String[] {"skopeo", "inspect", "--tls-verify=false", "docker://" + image};
        assertThat(json(shell.run(inspect)).get("Digest").stringValue()).isEqualTo(layout.digest());
        assertThat(shell.run("podman", "login", "--get-login", server.host()).strip())
                .isEqualTo("carl");
        assertThat(texts(json(cli.run("token", "list", "-o", "json")), "name")).hasSize(1);

        cli.run("logout");

        assertThat(shell.attempt("", "crane", "digest", image).errors()).contains(ENDED);
        assertThat(shell.attempt("", inspect).errors()).contains(ENDED);
        ends(WRONG_USAGE, cli.attempt("whoami"));
    }

    @Test
    void pushBeyondTheQuotaIsRefusedWithTheNumbers() {
        admin.run("namespace-add", "small", "--owner", "ann");
        ends(REFUSED, ann.attempt("quota-set", "small", "--bytes", "1GiB"));
        admin.run("quota-set", "small", "--bytes", "4KiB", "--repositories", "1");
        ends(DONE, ann.attempt("login", "--client", "docker"));
        var shell = ann.shell();
        var little = Layout.small(SCRATCH, "little", "little").folder().toString();
        var much = Layout.image(SCRATCH, "much").folder().toString();

        shell.run("crane", "push", little, server.host() + "/small/app:1");
        var tooMuch = shell.attempt("", "crane", "push", much, server.host() + "/small/app:2");
        var tooMany = shell.attempt("", "crane", "push", little, server.host() + "/small/other:1");

        var quota = json(ann.run("quota", "small", "-o", "json"));
        var used = quota.get("usedBytes").longValue();
        assertThat(used).isBetween(1L, 4096L);
        assertThat(tooMuch.status()).isNotZero();
        assertThat(tooMuch.errors()).contains("small", "4096", Long.toString(used));
        assertThat(tooMany.status()).isNotZero();
        assertThat(tooMany.errors()).contains("small", "1");

        admin.run("quota-set", "small", "--bytes", "none", "--repositories", "none");
        shell.run("crane", "push", much, server.host() + "/small/other:1");
        assertThat(json(ann.run("quota", "small", "-o", "json"))
                        .get("usedBytes")
                        .longValue())
                .isGreaterThan(4096);
    }

    @Test
    void mistakesHaveTheirOwnExitCodes() {
        ends(WRONG_USAGE, admin.attempt("grant", "add", "king", "--to", "ann", "--on", "web"));
        ends(WRONG_USAGE, admin.attempt("nonsense"));
        ends(UNREACHABLE, admin.attempt("info", "http://127.0.0.1:" + Server.freePort()));
        var stranger = Cli.of(Desk.shell("cli-stranger", SCRATCH, server.host()));
        var wrong = stranger.shell()
                .attempt("not-the-password\n", Cli.command("login", server.url(), "-u", "ann", "--password-stdin"));
        assertThat(ends(REFUSED, wrong).errors()).contains("wrong user name or password");
    }
}
