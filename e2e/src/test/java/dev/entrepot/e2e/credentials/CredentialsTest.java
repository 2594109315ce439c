package dev.entrepot.e2e.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Daemon;
import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Postgres;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell.Outcome;
import dev.entrepot.e2e.credentials.Credential.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each client with each kind of credential, and once more with one client on PostgreSQL.
@Tag("sso")
class CredentialsTest {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Scratch SCRATCH = Scratch.make();
    private static Postgres postgres;
    private static Providers providers;
    private static Stage sqlite;
    private static Stage onPostgres;
    private static Daemon docker;
    private static Daemon containerd;

    @BeforeAll
    static void start() {
        postgres = Postgres.start();
        var first = Server.in(SCRATCH.folder("sqlite"));
        var second = Server.in(SCRATCH.folder("postgres")).environment("ENTREPOT_DATABASE_URL", postgres.url());
        providers = Providers.start(SCRATCH, List.of(first, second));
        sqlite = Stage.start(SCRATCH, first, providers);
        onPostgres = Stage.start(new Scratch(SCRATCH.folder("second")), second, providers);
        var shell = sqlite.shell("engines");
        docker = Engines.docker(SCRATCH, shell);
        containerd = Engines.containerd(SCRATCH, shell);
    }

    @AfterAll
    static void stop() {
        try (var closing = SCRATCH) {
            assertThat(docker.alive()).isTrue();
            docker.close();
            containerd.close();
            providers.close();
            sqlite.close();
            onPostgres.close();
            postgres.close();
            assertThat(closing.folder()).isDirectory();
        }
    }

    static Stream<Arguments> everyClientWithEveryCredential() {
        return Arrays.stream(Client.values())
                .flatMap(client -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(client, kind)));
    }

    @ParameterizedTest
    @MethodSource("everyClientWithEveryCredential")
    void imageIsPushedAndPulledWhereItIsAllowed(Client client, Kind kind) {
        pushAndPull(sqlite, client, kind);
    }

    @ParameterizedTest
    @EnumSource
    void imageIsPushedAndPulledWhereItIsAllowedOnPostgres(Kind kind) {
        pushAndPull(onPostgres, Client.CRANE, kind);
    }

    private static void pushAndPull(Stage stage, Client client, Kind kind) {
        var credential = stage.credential(kind);
        var tag = tag(client, kind);
        var desk = stage.desk(tag, credential.user(), credential.secret());
        var layout = desk.layout();

        succeeds(client.login(desk));
        succeeds(client.push(desk, layout, desk.image(Stage.WRITABLE + ":" + tag)));
        var pulled = succeeds(client.pull(desk, desk.image(Stage.WRITABLE + ":" + tag)));
        var intoReadable = client.push(desk, layout, desk.image(Stage.READABLE + ":" + tag));
        var hidden = client.pull(desk, desk.image(Stage.HIDDEN + ":1"));

        assertThat(digestIn(pulled)).isEqualTo(stage.digest(Stage.WRITABLE, tag));
        assertThat(intoReadable.status()).isNotZero();
        assertThat(said(intoReadable))
                .contains(client.shows(403, "push on web/base needs the role writer on web/base"));
        assertThat(hidden.status()).isNotZero();
        assertThat(said(hidden)).contains(client.shows(404, "this repository does not exist, or you may not read it"));
    }

    @ParameterizedTest
    @MethodSource("everyClientWithEveryCredential")
    void whatIsWrongAboutItIsRefusedAndSaid(Client client, Kind kind) {
        refuse(sqlite, client, kind);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrongAboutItIsRefusedAndSaidOnPostgres(Kind kind) {
        refuse(onPostgres, Client.CRANE, kind);
    }

    private static void refuse(Stage stage, Client client, Kind kind) {
        for (var wrong : stage.credential(kind).wrong()) {
            var name = tag(client, kind) + "-" + wrong.what().replace(' ', '-').replace("'", "");
            var desk = stage.desk(name, wrong.user(), wrong.secret());

            var login = client.login(desk);
            var shown = client.insist(desk, desk.image(Stage.READABLE + ":1"));

            assertThat(login.status() != 0).as(login.toString()).isEqualTo(client.loginAsks());
            assertThat(shown.status()).as(wrong.what()).isNotZero();
            assertThat(said(shown)).as(wrong.what()).contains(client.shows(401, wrong.message()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void renamedRepositoryIsPulledByItsOldNameAndPushedByItsNewOne(Client client) {
        rename(sqlite, client);
    }

    @Test
    void renamedRepositoryIsPulledByItsOldNameAndPushedByItsNewOneOnPostgres() {
        rename(onPostgres, Client.CRANE);
    }

    private static void rename(Stage stage, Client client) {
        var tag = "rename-" + client.name().toLowerCase(Locale.ROOT);
        var old = "web/old-" + tag;
        var renamed = "web/new-" + tag;
        var desk = stage.desk(tag, "admin", stage.server().password());
        var layout = desk.layout();
        succeeds(client.login(desk));
        succeeds(client.push(desk, layout, desk.image(old + ":1")));

        stage.admin().run("repository-rename", old, renamed);

        var pulled = succeeds(client.pull(desk, desk.image(old + ":1")));
        assertThat(digestIn(pulled)).isEqualTo(stage.digest(renamed, "1"));
        var pushed = client.push(desk, layout, desk.image(old + ":2"));
        assertThat(pushed.status()).isNotZero();
        assertThat(said(pushed)).contains(client.shows(403, old + " was renamed to " + renamed + "; use that name"));
        succeeds(client.push(desk, layout, desk.image(renamed + ":2")));
    }

    @Test
    void auditIsWholeAfterAllThat() {
        for (var stage : List.of(sqlite, onPostgres)) {
            assertThat(stage.admin().run("audit", "verify")).startsWith("Sound: ");
        }
    }

    private static String tag(Client client, Kind kind) {
        return (client + "-" + kind).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Outcome succeeds(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return outcome;
    }

    private static String said(Outcome outcome) {
        return outcome.output() + outcome.errors();
    }

    /// The last one that the client told.
    private static String digestIn(Outcome outcome) {
        return DIGEST.matcher(outcome.output())
                .results()
                .map(match -> match.group())
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no digest in " + outcome));
    }
}
