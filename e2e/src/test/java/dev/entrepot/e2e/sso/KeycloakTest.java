package dev.entrepot.e2e.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Condition;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Logging in at two realms of one Keycloak, which are two providers.
@Tag("sso")
class KeycloakTest {
    private static final Scratch SCRATCH = Scratch.make();
    private static Keycloak keycloak;
    private static Server server;

    @BeforeAll
    static void start() {
        var launch = Server.in(SCRATCH.folder().resolve("server"));
        var url = "http://127.0.0.1:" + launch.port();
        keycloak = Keycloak.start(SCRATCH, url);
        for (String realm : new String[] {"main", "other"}) {
            var prefix = "ENTREPOT_FEDERATION_OIDC_" + realm.toUpperCase(Locale.ROOT) + "_";
            launch = launch.environment(prefix + "ISSUER", keycloak.issuer(realm))
                    .environment(prefix + "CLIENT_ID", "registry")
                    .environment(prefix + "CLIENT_SECRET", Keycloak.CLIENT_SECRET);
        }
        server = launch.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        keycloak.close();
        SCRATCH.close();
    }

    private static HttpResponse<String> logIn(Browser browser, String realm, String user, String password) {
        var form = browser.open(server.url() + "/auth/login/" + realm + "?then=/auth/session");
        assertThat(form.uri().toString()).startsWith(keycloak.issuer(realm));
        return browser.submit(form, Map.of("username", user, "password", password));
    }

    @Test
    void passwordAtKeycloakGivesASessionHere() {
        var browser = new Browser();

        var session = logIn(browser, "main", "alice", "alice-password");

        assertThat(session.uri().getPath()).isEqualTo("/auth/session");
        assertThat(session.body()).contains("\"loggedIn\":true", "\"name\":\"alice@main\"", "\"provider\":\"main\"");
        assertThat(browser.cookie(server.url(), "entrepot_session")).hasSize(43);
        assertThat(browser.cookie(server.url(), "entrepot_login")).isEmpty();
    }

    @Test
    void wrongPasswordAtKeycloakGivesNone() {
        var browser = new Browser();

        var answer = logIn(browser, "main", "alice", "other");

        assertThat(answer.uri().toString()).startsWith(keycloak.issuer("main"));
        assertThat(browser.cookie(server.url(), "entrepot_session")).isEmpty();
    }

    @Test
    void adminOfARealmIsNotTheAdminHere() {
        assertThat(logIn(new Browser(), "other", "admin", "admin-password").body())
                .contains("\"name\":\"admin@other\"");
    }

    @Test
    void sameNameInTwoRealmsIsTwoAccounts() {
        assertThat(logIn(new Browser(), "main", "alice", "alice-password").body())
                .contains("alice@main");
        assertThat(logIn(new Browser(), "other", "alice", "alice-password").body())
                .contains("alice@other");
    }

    @Test
    void answerWithAWrongStateOrAUsedCodeIsRefused() {
        var browser = new Browser();
        var form = browser.open(server.url() + "/auth/login/main");
        var toCallback = browser.submitOnly(form, Map.of("username", "alice", "password", "alice-password"));
        var callback = toCallback.headers().firstValue("Location").orElseThrow();
        var stranger = new Browser();

        assertThat(callback).contains("iss=");
        assertThat(stranger.openOnly(callback).statusCode()).isEqualTo(400);
        stranger.openOnly(server.url() + "/auth/login/main");
        assertThat(stranger.openOnly(callback).statusCode()).isEqualTo(400);
        assertThat(browser.openOnly(callback).statusCode()).isEqualTo(303);
        assertThat(browser.openOnly(callback).statusCode()).isEqualTo(400);
        // The used code in a login of its own, whose state is right: Keycloak itself refuses it.
        var again = browser.openOnly(server.url() + "/auth/login/main");
        var state = parameter(again.headers().firstValue("Location").orElseThrow(), "state");
        var replayed = callback.replaceAll("state=[^&]*", "state=" + state);
        assertThat(browser.openOnly(replayed).statusCode()).isEqualTo(403);
        assertThat(stranger.cookie(server.url(), "entrepot_session")).isEmpty();
    }

    private static String parameter(String url, String name) {
        var found = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(url);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void groupAtKeycloakIsMembershipInATeam() {
        assertThat(send("POST", "/api/v1/teams", "{\"name\":\"web\"}").statusCode())
                .isEqualTo(201);
        assertThat(send("PUT", "/api/v1/teams/web/groups?provider=main&group=devs", "")
                        .statusCode())
                .isEqualTo(204);

        logIn(new Browser(), "main", "alice", "alice-password");
        logIn(new Browser(), "main", "bob", "bob-password");

        assertThat(server.get("/api/v1/teams/web").body())
                .contains("alice@main")
                .doesNotContain("bob@main");
    }

    private static HttpResponse<String> send(String method, String path, String json) {
        var request = server.request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        return server.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void machineLogsInByTheBrowserOfAPerson() {
        var started = send("POST", "/api/v1/device", "{\"provider\":\"main\",\"machine\":\"build-7\"}");
        var code = member(started, "deviceCode");
        assertThat(poll(code).statusCode()).isEqualTo(202);

        var browser = new Browser();
        var first = browser.open(member(started, "verificationUrlComplete"));
        var link = Pattern.compile("href=\"([^\"]*)\"").matcher(first.body());
        assertThat(link.find()).isTrue();
        var form = browser.open(server.url() + link.group(1).replace("&amp;", "&"));
        var confirm = browser.submit(form, Map.of("username", "alice", "password", "alice-password"));
        assertThat(confirm.body()).contains(member(started, "userCode"), "build-7", "alice@main");
        var done = browser.submit(confirm, Map.of("decision", "approve"));
        assertThat(done.statusCode()).isEqualTo(200);

        Condition.await("the token", () -> poll(code).statusCode() == 200);
        assertThat(token).startsWith("entrepot_pat_");
        var basic = Base64.getEncoder().encodeToString(("alice@main:" + token).getBytes(StandardCharsets.UTF_8));
        var request = server.request("/auth/token?service=" + server.host())
                .setHeader("Authorization", "Basic " + basic)
                .build();
        assertThat(server.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    private String token = "";

    /// Remembers the token when it comes, which is once.
    private HttpResponse<String> poll(String deviceCode) {
        var answer = send("POST", "/api/v1/device/token", "{\"deviceCode\":\"" + deviceCode + "\"}");
        if (answer.statusCode() == 200) {
            token = member(answer, "secret");
        }
        return answer;
    }

    private static String member(HttpResponse<String> answer, String name) {
        var found = Pattern.compile("\"" + name + "\":\"([^\"]*)").matcher(answer.body());
        assertThat(found.find()).as(answer.body()).isTrue();
        return found.group(1);
    }
}
