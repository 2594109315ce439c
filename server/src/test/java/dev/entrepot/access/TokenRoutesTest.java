package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.entrepot.database.Database;
import dev.entrepot.http.BadRequestException;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenRoutesTest {
    @TempDir
    private Path folder;

    private Database database;
    private TestControl closed;

    @BeforeEach
    void start() {
        database = TestControl.sqlite(folder);
        closed = TestControl.start(AccessConfig.DEFAULT, folder, database);
    }

    @AfterEach
    void stop() {
        closed.close();
        database.close();
    }

    @Test
    void documentOfGetIsTheAgreedOne() throws Exception {
        Response response = handle(asAdmin().query("scope", "repository:alpine:pull"));

        String token = member(response, "token");
        assertThat(text(response))
                .isEqualTo("{\"token\":\"" + token + "\",\"access_token\":\"" + token
                        + "\",\"expires_in\":600,\"issued_at\":\"2026-11-23T20:00:00Z\"}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers())
                .containsExactly(
                        new Response.Header("Content-Type", "application/json"),
                        new Response.Header("Cache-Control", "no-store"));
    }

    @Test
    void documentOfPostTellsTheScopeToo() throws Exception {
        Response response = handle(TestRequest.form("grant_type=password&username=admin&password=sesame&service=s"
                + "&client_id=containerd-client&scope=repository%3Aalpine%3Apull%2Cpush+registry:catalog:*"));

        String token = member(response, "token");
        assertThat(text(response))
                .isEqualTo("{\"token\":\"" + token + "\",\"access_token\":\"" + token
                        + "\",\"scope\":\"repository:alpine:pull,push registry:catalog:*\",\"expires_in\":600,"
                        + "\"issued_at\":\"2026-11-23T20:00:00Z\"}");
    }

    @Test
    void wrongCredentialIsChallengedWithBasic() throws Exception {
        for (TestRequest request : List.of(
                TestRequest.get().header("Authorization", TestRequest.basic("admin:wrong")),
                TestRequest.get().header("Authorization", "Basic !"),
                TestRequest.get().header("Authorization", TestControl.ADMIN).header("Authorization", TestControl.ADMIN),
                TestRequest.form("grant_type=password&username=admin&password=wrong"),
                TestRequest.form("grant_type=password&username=&password=sesame"),
                TestRequest.form("grant_type=password&username=admin%00&password=sesame"),
                TestRequest.form("grant_type=refresh_token&refresh_token=none"))) {
            Response response = handle(request);

            assertThat(response.status()).isEqualTo(401);
            assertThat(text(response)).startsWith("{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"");
            assertThat(header(response, "WWW-Authenticate"))
                    .contains("Basic realm=\"127.0.0.1:5000\",charset=\"UTF-8\"");
            assertThat(header(response, "Cache-Control")).contains("no-store");
        }
    }

    @Test
    void nobodyGetsATokenForWhatIsPublic() throws Exception {
        for (TestRequest request : List.of(
                TestRequest.get().query("scope", "repository:team/app:pull,push"),
                TestRequest.get().header("Authorization", "Basic Og=="),
                TestRequest.form("grant_type=password&username=&password="))) {
            Response response = handle(request);

            assertThat(response.status()).isEqualTo(200);
            assertThat(access(response)).isEmpty();
        }
    }

    @Test
    void loginWithoutAScopeGivesATokenForNothing() throws Exception {
        Response response = handle(asAdmin().query("account", "admin").query("service", "127.0.0.1:5000"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(access(response)).isEmpty();
    }

    @Test
    void scopesMayBeRepeatedAndSeparatedBySpaces() throws Exception {
        Response response = handle(asAdmin()
                .query("scope", "repository:team/a:pull repository:team/b:pull,push")
                .query("scope", "repository:team/a:push")
                .query("scope", ""));

        assertThat(access(response))
                .containsExactly(
                        entry("repository", "team/a", "pull", "push"), entry("repository", "team/b", "pull", "push"));
    }

    @Test
    void whatThisRegistryDoesNotKnowIsIgnored() throws Exception {
        Response response = handle(asAdmin()
                .query("scope", "artifact:team/a:pull")
                .query("scope", "repository:UPPER/a:pull")
                .query("scope", "repository:team/a:metadata_read")
                .query("scope", "registry:catalog:search")
                .query("scope", "nonsense")
                .query("scope", "repository:alpine:fly,pull"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(access(response)).containsExactly(entry("repository", "alpine", "pull"));
    }

    @Test
    void starStandsForEveryActionAndTheSpellingIsKept() throws Exception {
        Response response = handle(asAdmin()
                .query("scope", "repository:127.0.0.1:5000/team/a:*")
                .query("scope", "repository(plugin):alpine:pull")
                .query("scope", "registry:catalog:*"));

        assertThat(access(response))
                .containsExactly(
                        entry("repository", "127.0.0.1:5000/team/a", "pull", "push", "delete"),
                        entry("repository", "alpine", "pull"),
                        entry("registry", "catalog", "*"));
    }

    @Test
    void openRegistryGivesAnonymousTokensForAllButItsMetersToWhoeverAsks() throws Exception {
        try (TestControl open = TestControl.start(TestAccess.open(), folder, database)) {
            Response response = open.control()
                    .tokenRoutes()
                    .handle(TestRequest.get()
                            .query("scope", "repository:alpine:pull,push")
                            .request());

            assertThat(access(response)).containsExactly(entry("repository", "alpine", "pull", "push"));
            assertThat(claims(response)).containsEntry("sub", "");
            Caller caller = open.control().callers().of(bearer(response));
            assertThat(caller.principal()).isEqualTo(new Principal.Anonymous());
            assertThat(open.control().access().decide(caller, Action.PING)).isInstanceOf(Decision.Allowed.class);
            Response foreign = open.control()
                    .tokenRoutes()
                    .handle(TestRequest.get().at("http", "evil.example").request());
            assertThat(foreign.status()).isEqualTo(403);
        }
    }

    @Test
    void accessTokenBuysNoToken() throws Exception {
        String token = member(handle(asAdmin()), "token");

        Response response = handle(TestRequest.get().header("Authorization", "Bearer " + token));

        assertThat(response.status()).isEqualTo(401);
    }

    @Test
    void grantsOfOtherTypesAre400() throws Exception {
        for (String form : List.of("grant_type=client_credentials", "grant_type=", "username=admin", "")) {
            Response response = handle(TestRequest.form(form));

            assertThat(response.status()).isEqualTo(400);
            assertThat(text(response)).contains("\"code\":\"UNSUPPORTED\"");
        }
    }

    @Test
    void brokenFormsAreBadRequests() {
        String good = "grant_type=password&username=admin&password=sesame";
        String many = "&scope=repository:a/b:pull".repeat(51);
        for (TestRequest request : List.of(
                TestRequest.form(good).withoutHeader("Content-Type"),
                TestRequest.form(good).withoutHeader("Content-Type").header("Content-Type", "application/json"),
                TestRequest.form(good)
                        .withoutHeader("Content-Type")
                        .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-7"),
                TestRequest.form("grant_type=%"),
                TestRequest.form("grant_type=%4"),
                TestRequest.form("grant_type=%zz"),
                TestRequest.form("grant_type=%ff"),
                TestRequest.form(good + "&username=other"),
                TestRequest.form("&".repeat(256)),
                TestRequest.form(good + many))) {
            assertThatThrownBy(() -> handle(request)).isInstanceOf(BadRequestException.class);
        }
    }

    @Test
    void formMayNameItsCharsetAndHoldAnyLetters() throws Exception {
        closed.changePassword("admin", "a+b&c=ü %");
        String form = "grant_type=password&username=admin&password=a%2Bb%26c%3D%C3%BC+%25";

        for (String type : List.of(
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=utf-8",
                "Application/X-WWW-Form-Urlencoded;Charset=\"UTF-8\"")) {
            TestRequest request =
                    TestRequest.form(form).withoutHeader("Content-Type").header("Content-Type", type);
            assertThat(handle(request).status()).isEqualTo(200);
        }
        TestRequest latin = TestRequest.form(form.replace("%C3%BC", "%FC"))
                .withoutHeader("Content-Type")
                .header("Content-Type", "application/x-www-form-urlencoded; charset=iso-8859-1");
        assertThat(handle(latin).status()).isEqualTo(200);
    }

    @Test
    void fiftyScopesAreGrantedAndMoreRefused() throws Exception {
        TestRequest request = asAdmin();
        for (int i = 0; i < 50; i++) {
            request.query("scope", "repository:team/app" + i + ":pull");
        }

        assertThat(access(handle(request))).hasSize(50);
        assertThatThrownBy(() -> handle(request.query("scope", "repository:team/one-more:pull")))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        Response response = handle(TestRequest.of("PUT"));

        assertThat(response.status()).isEqualTo(405);
        assertThat(header(response, "Allow")).contains("GET, HEAD, POST");
    }

    private Response handle(TestRequest request) throws Exception {
        return closed.control().tokenRoutes().handle(request.request());
    }

    private static TestRequest asAdmin() {
        return TestRequest.get().header("Authorization", TestControl.ADMIN);
    }

    private static Request bearer(Response response) throws ParseException {
        return TestRequest.get()
                .header("Authorization", "Bearer " + member(response, "token"))
                .request();
    }

    static Map<String, Object> document(Response response) throws ParseException {
        return JSONObjectUtils.parse(text(response));
    }

    static String member(Response response, String name) throws ParseException {
        return Objects.requireNonNull((String) document(response).get(name), name);
    }

    static String text(Response response) {
        return new String(((Response.Body.Bytes) response.body()).bytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> claims(Response response) throws ParseException {
        return SignedJWT.parse(member(response, "access_token")).getPayload().toJSONObject();
    }

    static List<Object> access(Response response) throws ParseException {
        return JSONObjectUtils.getJSONArray(claims(response), "access");
    }

    private static Map<String, Object> entry(String type, String name, String... actions) {
        return Map.of("type", type, "name", name, "actions", List.of(actions));
    }

    private static Optional<String> header(Response response, String name) {
        return response.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(Response.Header::value)
                .findFirst();
    }
}
