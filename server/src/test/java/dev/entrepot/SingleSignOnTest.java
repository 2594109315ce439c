package dev.entrepot;

import static dev.entrepot.TestRegistry.header;
import static dev.entrepot.TestRegistry.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.federation.FakeOidcProvider;
import dev.entrepot.federation.ForgedTokens;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logging in at a provider with a browser, and confirming a machine, over real HTTP.
final class SingleSignOnTest {
    private static final Map<String, Object> ALICE = Map.of("sub", "a-1", "preferred_username", "alice");
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path folder;

    private final FakeOidcProvider corp = new FakeOidcProvider();
    private final FakeOidcProvider other = new FakeOidcProvider();

    @AfterEach
    void stopProviders() {
        corp.close();
        other.close();
    }

    private TestRegistry registry(TestDatabase test) {
        return new TestRegistry(test, settings());
    }

    private TestRegistry registry() {
        return new TestRegistry(folder, settings());
    }

    private Map<String, String> settings() {
        return Map.of(
                "federation.oidc.corp.issuer", corp.issuer(),
                "federation.oidc.corp.client-id", "registry",
                "federation.oidc.corp.client-secret", "s3cret",
                "federation.oidc.other.issuer", other.issuer(),
                "federation.oidc.other.client-id", "registry");
    }

    private static String cookie(HttpResponse<byte[]> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1, line.indexOf(';')))
                .findFirst()
                .orElse("");
    }

    /// A login as far as the provider's door.
    private record Begun(String url, String cookie) {}

    private static Begun begin(TestRegistry registry, String provider, String then) {
        HttpResponse<byte[]> answer = registry.get("/auth/login/" + provider + "?then=" + then);
        assertThat(answer.statusCode()).isEqualTo(302);
        return new Begun(header(answer, "Location"), cookie(answer, "entrepot_login"));
    }

    private static HttpResponse<byte[]> comeBack(TestRegistry registry, URI where, String loginCookie) {
        return registry.get(where.toString(), "Cookie", "entrepot_login=" + loginCookie);
    }

    private static String session(
            TestRegistry registry, FakeOidcProvider provider, String name, Map<String, Object> claims) {
        Begun begun = begin(registry, name, "/");
        HttpResponse<byte[]> answer = comeBack(registry, provider.logIn(begun.url(), claims), begun.cookie());
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(303);
        return cookie(answer, "entrepot_session");
    }

    private static String who(TestRegistry registry, String session) {
        return text(registry.get("/auth/session", "Cookie", "entrepot_session=" + session));
    }

    @OnBothDatabases
    void loginEndsInASessionAtThePathThatWasWanted(TestDatabase test) {
        try (TestRegistry registry = registry(test)) {
            Begun begun = begin(registry, "corp", "/web/team?x=1");
            HttpResponse<byte[]> back = comeBack(registry, corp.logIn(begun.url(), ALICE), begun.cookie());
            String session = cookie(back, "entrepot_session");

            assertThat(back.statusCode()).isEqualTo(303);
            assertThat(header(back, "Location")).isEqualTo("/web/team?x=1");
            assertThat(session).hasSize(43);
            assertThat(back.headers().allValues("Set-Cookie"))
                    .allMatch(line -> line.contains("HttpOnly") && line.contains("SameSite=Lax"));
            assertThat(who(registry, session)).contains("\"name\":\"alice@corp\"");
            assertThat(who(registry, "x" + session.substring(1))).isEqualTo("{\"loggedIn\":false}");
        }
    }

    @Test
    void logoutEndsTheSessionOnlyWhenAskedByAPageOfOurs() {
        try (TestRegistry registry = registry()) {
            String cookie = "entrepot_session=" + session(registry, corp, "corp", ALICE);

            HttpResponse<byte[]> bare = registry.send("POST", "/auth/logout", NOTHING, "Cookie", cookie);
            HttpResponse<byte[]> foreign =
                    registry.send("POST", "/auth/logout", NOTHING, "Cookie", cookie, "Origin", "https://evil.example");
            HttpResponse<byte[]> mixed = registry.send(
                    "POST",
                    "/auth/logout",
                    NOTHING,
                    "Cookie",
                    cookie,
                    "Sec-Fetch-Site",
                    "same-origin",
                    "Origin",
                    "null");
            assertThat(text(registry.get("/auth/session", "Cookie", cookie))).contains("true");
            HttpResponse<byte[]> own =
                    registry.send("POST", "/auth/logout", NOTHING, "Cookie", cookie, "Sec-Fetch-Site", "same-origin");

            assertThat(List.of(bare.statusCode(), foreign.statusCode(), mixed.statusCode()))
                    .containsOnly(403);
            assertThat(own.statusCode()).isEqualTo(204);
            assertThat(text(registry.get("/auth/session", "Cookie", cookie))).contains("false");
        }
    }

    @OnBothDatabases
    void adminOfAnotherProviderIsNotAdmin(TestDatabase test) {
        try (TestRegistry registry = registry(test)) {
            String one = session(registry, corp, "corp", Map.of("sub", "1", "preferred_username", "admin"));
            String two = session(registry, other, "other", Map.of("sub", "1", "preferred_username", "admin@corp"));
            String three = session(registry, corp, "corp", Map.of("sub", "2", "preferred_username", "admin"));

            assertThat(who(registry, one)).contains("\"name\":\"admin@corp\"");
            assertThat(who(registry, two)).contains("\"name\":\"admin@other\"");
            assertThat(who(registry, three)).contains("\"name\":\"admin-2@corp\"");
        }
    }

    @Test
    void accountFollowsTheSubjectAndNotTheName() {
        try (TestRegistry registry = registry()) {
            session(registry, corp, "corp", ALICE);

            String renamed = session(registry, corp, "corp", Map.of("sub", "a-1", "preferred_username", "alicia"));

            assertThat(who(registry, renamed)).contains("\"name\":\"alice@corp\"");
        }
    }

    @Test
    void answerThatNoLoginOfThisBrowserAskedForIsRefused() {
        try (TestRegistry registry = registry()) {
            Begun mine = begin(registry, "corp", "/");
            Begun theirs = begin(registry, "corp", "/");
            Begun elsewhere = begin(registry, "other", "/");
            URI answer = corp.logIn(theirs.url(), ALICE);

            List<HttpResponse<byte[]>> refused = List.of(
                    comeBack(registry, answer, mine.cookie()),
                    registry.get(answer.toString()),
                    comeBack(registry, answer, "corp." + "x".repeat(43) + "."),
                    comeBack(registry, URI.create(answer.toString().replaceAll("state=.*", "state=")), theirs.cookie()),
                    comeBack(registry, URI.create(answer + "&state=x"), theirs.cookie()),
                    // The answer of one provider at the door of another, and its cookie.
                    comeBack(
                            registry,
                            URI.create(answer.toString().replace("/callback/corp", "/callback/other")),
                            theirs.cookie()),
                    comeBack(registry, answer, elsewhere.cookie()));

            assertThat(refused).allMatch(each -> each.statusCode() == 400);
            assertThat(refused)
                    .allMatch(each -> cookie(each, "entrepot_session").isEmpty());
        }
    }

    @Test
    void answerHoldsOnce() {
        try (TestRegistry registry = registry()) {
            Begun begun = begin(registry, "corp", "/");
            URI answer = corp.logIn(begun.url(), ALICE);

            HttpResponse<byte[]> first = comeBack(registry, answer, begun.cookie());
            HttpResponse<byte[]> second = comeBack(registry, answer, begun.cookie());
            // The same code in a login of its own.
            Begun again = begin(registry, "corp", "/");
            String state = FakeOidcProvider.parameters(URI.create(again.url()).getRawQuery())
                    .get("state");
            HttpResponse<byte[]> third = comeBack(
                    registry, URI.create(answer.toString().replaceAll("state=.*", "state=" + state)), again.cookie());

            assertThat(first.statusCode()).isEqualTo(303);
            assertThat(second.statusCode()).isEqualTo(400);
            assertThat(third.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void codeThatWasStolenFromAnotherLoginFailsAtPkce() {
        try (TestRegistry registry = registry()) {
            URI victims = corp.logIn(begin(registry, "corp", "/").url(), ALICE);
            Begun attackers = begin(registry, "corp", "/");
            String state = FakeOidcProvider.parameters(
                            URI.create(attackers.url()).getRawQuery())
                    .get("state");

            HttpResponse<byte[]> answer = comeBack(
                    registry,
                    URI.create(victims.toString().replaceAll("state=.*", "state=" + state)),
                    attackers.cookie());

            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void issuerOfTheAnswerMustBeTheProviders() {
        corp.says(Map.of("authorization_response_iss_parameter_supported", true));
        try (TestRegistry registry = registry()) {
            Begun without = begin(registry, "corp", "/");
            Begun wrong = begin(registry, "corp", "/");
            Begun right = begin(registry, "corp", "/");

            assertThat(comeBack(registry, corp.logIn(without.url(), ALICE), without.cookie())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(comeBack(
                                    registry,
                                    URI.create(corp.logIn(wrong.url(), ALICE) + "&iss=" + other.issuer()),
                                    wrong.cookie())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(comeBack(
                                    registry,
                                    URI.create(corp.logIn(right.url(), ALICE) + "&iss=" + corp.issuer()),
                                    right.cookie())
                            .statusCode())
                    .isEqualTo(303);
        }
    }

    @Test
    void tokenThatIsNotSoundLetsNobodyIn() {
        try (TestRegistry registry = registry()) {
            List<UnaryOperator<SignedJWT>> forgeries = ForgedTokens.of(corp, other.issuer());

            for (int i = 0; i < forgeries.size(); i++) {
                corp.forges(forgeries.get(i));
                Begun begun = begin(registry, "corp", "/");
                HttpResponse<byte[]> answer = comeBack(registry, corp.logIn(begun.url(), ALICE), begun.cookie());
                assertThat(answer.statusCode())
                        .as("forgery %d: %s", i, text(answer))
                        .isIn(403, 503);
                assertThat(cookie(answer, "entrepot_session")).isEmpty();
            }
        }
    }

    @Test
    void loginGoesToNoOtherSite() {
        try (TestRegistry registry = registry()) {
            for (String then :
                    List.of("//evil.example", "https://evil.example", "/%5Cevil.example", "evil", "/%0D%0Ax")) {
                Begun begun = begin(registry, "corp", then);
                HttpResponse<byte[]> back = comeBack(registry, corp.logIn(begun.url(), ALICE), begun.cookie());
                assertThat(header(back, "Location")).as(then).isEqualTo("/");
            }
        }
    }

    @Test
    void providerThatIsDownIsToldAndNothingElseFails() {
        try (TestRegistry registry = registry()) {
            corp.close();

            assertThat(registry.get("/auth/login/corp").statusCode()).isEqualTo(503);
            assertThat(registry.get("/auth/login/other").statusCode()).isEqualTo(302);
            assertThat(registry.get("/auth/login/absent").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void discoveryOfAnotherIssuerIsNotBelieved() {
        corp.says(Map.of("issuer", other.issuer()));
        try (TestRegistry registry = registry()) {
            assertThat(registry.get("/auth/login/corp").statusCode()).isEqualTo(503);
        }
    }

    // --- machines without a browser

    private static String member(HttpResponse<byte[]> answer, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(text(answer));
        return found.find() ? found.group(1) : "";
    }

    private static HttpResponse<byte[]> post(TestRegistry registry, String path, String json) {
        return registry.send("POST", path, json.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    private static HttpResponse<byte[]> poll(TestRegistry registry, HttpResponse<byte[]> started) {
        return post(registry, "/api/v1/device/token", "{\"deviceCode\":\"" + member(started, "deviceCode") + "\"}");
    }

    private static HttpResponse<byte[]> decide(
            TestRegistry registry, String session, HttpResponse<byte[]> page, Map<String, String> changes) {
        Map<String, String> form = new HashMap<>();
        Matcher hidden = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"").matcher(text(page));
        while (hidden.find()) {
            form.put(hidden.group(1), hidden.group(2));
        }
        form.putAll(changes);
        StringBuilder body = new StringBuilder();
        form.forEach(
                (name, value) -> body.append(name).append('=').append(value).append('&'));
        return registry.send(
                "POST",
                "/auth/device",
                body.toString().getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Sec-Fetch-Site",
                "same-origin",
                "Cookie",
                "entrepot_session=" + session);
    }

    private static HttpResponse<byte[]> page(TestRegistry registry, String session, String userCode) {
        return registry.get("/auth/device?code=" + userCode, "Cookie", "entrepot_session=" + session);
    }

    @OnBothDatabases
    void machineGetsATokenOnceAPersonConfirmedIt(TestDatabase test) {
        try (TestRegistry registry = registry(test)) {
            HttpResponse<byte[]> started =
                    post(registry, "/api/v1/device", "{\"provider\":\"corp\",\"machine\":\"<b>laptop\"}");
            String userCode = member(started, "userCode");
            assertThat(started.statusCode()).as(text(started)).isEqualTo(200);
            assertThat(userCode).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
            assertThat(member(started, "verificationUrlComplete")).endsWith("?provider=corp&code=" + userCode);
            assertThat(poll(registry, started).statusCode()).isEqualTo(202);

            String session = session(registry, corp, "corp", ALICE);
            HttpResponse<byte[]> page = page(registry, session, userCode);
            assertThat(text(page)).contains(userCode, "&lt;b&gt;laptop", "127.0.0.1", "alice@corp");
            assertThat(header(page, "Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'");
            HttpResponse<byte[]> confirmed = decide(registry, session, page, Map.of("decision", "approve"));
            HttpResponse<byte[]> token = poll(registry, started);

            assertThat(confirmed.statusCode()).isEqualTo(200);
            assertThat(token.statusCode()).as(text(token)).isEqualTo(200);
            assertThat(member(token, "name")).isEqualTo("alice@corp");
            assertThat(member(token, "secret")).startsWith("entrepot_pat_");
            assertThat(poll(registry, started).statusCode()).isEqualTo(410);
            assertThat(page(registry, session, userCode).statusCode()).isEqualTo(404);
        }
    }

    @OnBothDatabases
    void machineThatIsRefusedIsToldSo(TestDatabase test) {
        try (TestRegistry registry = registry(test)) {
            HttpResponse<byte[]> started = post(registry, "/api/v1/device", "{}");
            String session = session(registry, corp, "corp", ALICE);
            HttpResponse<byte[]> page = page(registry, session, member(started, "userCode"));

            decide(registry, session, page, Map.of("decision", "deny"));

            assertThat(poll(registry, started).statusCode()).isEqualTo(403);
            assertThat(poll(registry, started).statusCode()).isEqualTo(410);
        }
    }

    @Test
    void confirmationThatNoPageOfOursAskedForDoesNothing() {
        try (TestRegistry registry = registry()) {
            HttpResponse<byte[]> started = post(registry, "/api/v1/device", "{}");
            String userCode = member(started, "userCode");
            String mallory = session(registry, corp, "corp", Map.of("sub", "m", "preferred_username", "mallory"));
            String alice = session(registry, corp, "corp", ALICE);
            HttpResponse<byte[]> mallorysPage = page(registry, mallory, userCode);

            assertThat(decide(registry, alice, mallorysPage, Map.of("decision", "approve"))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(decide(
                                    registry,
                                    alice,
                                    page(registry, alice, userCode),
                                    Map.of("decision", "approve", "csrf", ""))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(text(registry.get("/auth/device?code=" + userCode))).doesNotContain("127.0.0.1:");
            assertThat(poll(registry, started).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void codesAreTriedSlowlyAndPolledSlowly() {
        try (TestRegistry registry = registry()) {
            String session = session(registry, corp, "corp", ALICE);
            HttpResponse<byte[]> started = post(registry, "/api/v1/device", "{}");

            List<Integer> tries = new ArrayList<>();
            List<Integer> polls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                tries.add(page(registry, session, "BBBB-BBBB").statusCode());
                polls.add(poll(registry, started).statusCode());
            }

            assertThat(tries).contains(404, 429);
            assertThat(polls).contains(202, 429);
        }
    }

    @Test
    void machineCannotLogInWhereThereIsNoProvider() {
        try (TestRegistry registry = new TestRegistry(folder, Map.of())) {
            assertThat(post(registry, "/api/v1/device", "{}").statusCode()).isEqualTo(404);
            assertThat(registry.get("/auth/login/corp").statusCode()).isEqualTo(404);
            assertThat(registry.get("/auth/device").statusCode()).isEqualTo(404);
        }
    }
}
