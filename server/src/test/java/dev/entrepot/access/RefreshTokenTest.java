package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.Database;
import dev.entrepot.directory.NewUser;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.http.Response;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RefreshTokenTest {
    private static final String PASSWORD_GRANT = "grant_type=password&username=admin&password=sesame";

    @TempDir
    private Path folder;

    private Database database;
    private TestControl control;

    @BeforeEach
    void start() {
        database = TestControl.sqlite(folder);
        control = TestControl.start(TestAccess.withRefreshTokens(), folder, database);
    }

    @AfterEach
    void stop() {
        control.close();
        database.close();
    }

    @Test
    void whoAsksGetsOneExceptDockerAndOnlyWhereTheyAreOn() throws Exception {
        assertThat(document(asAdmin().query("offline_token", "true").query("client_id", "crane")))
                .containsKey("refresh_token");
        assertThat(document(TestRequest.form(PASSWORD_GRANT + "&access_type=offline")))
                .containsKey("refresh_token");

        assertThat(document(asAdmin())).doesNotContainKey("refresh_token");
        assertThat(document(TestRequest.form(PASSWORD_GRANT))).doesNotContainKey("refresh_token");
        assertThat(document(asAdmin().query("offline_token", "true").query("client_id", "docker")))
                .doesNotContainKey("refresh_token");
        try (TestControl off = TestControl.start(AccessConfig.DEFAULT, folder, database)) {
            Response response = off.control()
                    .tokenRoutes()
                    .handle(asAdmin().query("offline_token", "true").request());
            assertThat(TokenRoutesTest.document(response)).doesNotContainKey("refresh_token");
        }
    }

    @Test
    void itBuysAccessTokensAndComesBackUnchanged() throws Exception {
        String refresh = refreshToken();
        control.time().advance(Duration.ofDays(89));

        Response response = handle(grant(refresh, "repository:alpine:pull"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(TokenRoutesTest.document(response))
                .containsEntry("refresh_token", refresh)
                .containsEntry("scope", "repository:alpine:pull");
        assertThat(TokenRoutesTest.access(response))
                .isEqualTo(List.of(Map.of("type", "repository", "name", "alpine", "actions", List.of("pull"))));
    }

    @Test
    void itDiesWithItsTimeItsPasswordItsAccountAndItsSetting() throws Exception {
        String refresh = refreshToken();
        try (TestControl off = TestControl.start(AccessConfig.DEFAULT, folder, database, control.time())) {
            assertThat(off.control()
                            .tokenRoutes()
                            .handle(grant(refresh, "").request())
                            .status())
                    .isEqualTo(401);
        }
        assertThat(handle(grant(refresh, "")).status()).isEqualTo(200);

        control.changePassword("admin", "sesame");
        assertThat(handle(grant(refresh, "")).status()).isEqualTo(401);

        String second = refreshToken();
        control.time().advance(Duration.ofDays(90));
        assertThat(handle(grant(second, "")).status()).isEqualTo(401);

        String third = refreshToken();
        control.users()
                .add(
                        TestControl.BY_TEST,
                        new NewUser(
                                "root",
                                Argon2id.ofNoPassword(new SecureRandom()).phc(),
                                SystemRole.ADMIN,
                                "",
                                ""));
        control.disable("admin");
        assertThat(handle(grant(third, "")).status()).isEqualTo(401);
    }

    private String refreshToken() throws Exception {
        return TokenRoutesTest.member(handle(asAdmin().query("offline_token", "true")), "refresh_token");
    }

    private static TestRequest grant(String refresh, String scope) {
        return TestRequest.form("grant_type=refresh_token&client_id=x&refresh_token=" + refresh + "&scope=" + scope);
    }

    private Map<String, Object> document(TestRequest request) throws Exception {
        return TokenRoutesTest.document(handle(request));
    }

    private Response handle(TestRequest request) throws Exception {
        return control.control().tokenRoutes().handle(request.request());
    }

    private static TestRequest asAdmin() {
        return TestRequest.get().header("Authorization", TestControl.ADMIN);
    }
}
