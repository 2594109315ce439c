package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.RepositoryName;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class CallersTest {
    private static final RepositoryName ALPINE = RepositoryName.parse("alpine");
    private static final Request ANONYMOUS = TestRequest.get().request();
    private static final Request ADMIN = with(TestControl.ADMIN);

    @TempDir
    private Path folder;

    private TestControl here;
    private Callers callers;

    @BeforeEach
    void start(Database database) {
        here = TestControl.start(TestAccess.withRefreshTokens(), folder, database);
        callers = here.control().callers();
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @OnBothDatabases
    void requestWithoutACredentialIsNobodys() {
        assertThat(callers.atOnce(ANONYMOUS)).contains(new Caller.Nobody());
        assertThat(callers.of(ANONYMOUS)).isEqualTo(new Caller.Nobody());
        assertThat(callers.atOnce(with("Basic Og=="))).contains(new Caller.Nobody());
        assertThat(callers.of(with("Basic Og=="))).isEqualTo(new Caller.Nobody());
    }

    @OnBothDatabases
    void malformedCredentialIsRejectedAtOnce() {
        assertThat(callers.atOnce(with("Basic !"))).containsInstanceOf(Caller.Rejected.class);
        assertThat(callers.of(with("Basic !"))).isInstanceOf(Caller.Rejected.class);
        Request two = TestRequest.get()
                .header("Authorization", TestControl.ADMIN)
                .header("authorization", TestControl.ADMIN)
                .request();
        assertThat(callers.atOnce(two)).containsInstanceOf(Caller.Rejected.class);
        assertThat(callers.of(two)).isInstanceOf(Caller.Rejected.class);
    }

    @OnBothDatabases
    void passwordIsHashedOnceAndThenKnownAtOnce() {
        assertThat(callers.atOnce(ADMIN)).isEmpty();

        Caller caller = callers.of(ADMIN);

        assertThat(caller).isInstanceOfSatisfying(Caller.Known.class, known -> {
            assertThat(known.principal().name()).isEqualTo("admin");
            assertThat(known.scopes()).isEmpty();
        });
        assertThat(callers.atOnce(ADMIN)).contains(caller);
        assertThat(here.control().access().allows(caller, Action.DELETE, ALPINE))
                .isTrue();
    }

    @OnBothDatabases
    void wrongPasswordUnknownNameAndDisabledAccountAreRejectedAlike() {
        Caller wrong = callers.of(with(TestRequest.basic("admin:open")));
        Caller unknown = callers.of(with(TestRequest.basic("nobody:open")));
        here.control().accounts().disable("admin");
        Caller disabled = callers.of(ADMIN);

        assertThat(wrong).isEqualTo(new Caller.Rejected("wrong user name or password"));
        assertThat(unknown).isEqualTo(wrong);
        assertThat(disabled).isEqualTo(wrong);
        assertThat(callers.atOnce(ADMIN)).isEmpty();
    }

    @OnBothDatabases
    void wrongPasswordsSlowNobodyWhoIsKnownAndLockNobodyOut() {
        callers.of(ADMIN);
        for (int i = 0; i < 10; i++) {
            assertThat(callers.of(with(TestRequest.basic("admin:" + i)))).isInstanceOf(Caller.Rejected.class);
            assertThat(callers.of(with(TestRequest.basic("user" + i + ":x")))).isInstanceOf(Caller.Rejected.class);
        }

        assertThat(callers.atOnce(ADMIN)).isPresent();
        here.time().advance(Duration.ofMinutes(5));
        assertThat(callers.of(ADMIN)).isInstanceOf(Caller.Known.class);
    }

    @OnBothDatabases
    void nameThatNoDatabaseTakesIsUnknown() {
        for (String user : List.of("a\u0000b", "a".repeat(256), "")) {
            assertThat(here.control().accounts().find(user)).isEmpty();
            assertThat(here.control().accounts().remembered(user)).isEmpty();
        }
    }

    @OnBothDatabases
    void passwordIsForgottenAfterFiveMinutes() {
        callers.of(ADMIN);
        here.time().advance(Duration.ofMinutes(5));

        assertThat(callers.atOnce(ADMIN)).isEmpty();
    }

    @OnBothDatabases
    void tokenIsCheckedOnceAndThenKnownAtOnce() throws Exception {
        Request request = with("Bearer " + token("repository:alpine:pull"));
        assertThat(callers.atOnce(request)).isEmpty();

        Caller caller = callers.of(request);

        assertThat(callers.atOnce(request)).contains(caller);
        assertThat(here.control().access().allows(caller, Action.PULL, ALPINE)).isTrue();
        assertThat(here.control().access().allows(caller, Action.PUSH, ALPINE)).isFalse();
    }

    @OnBothDatabases
    void tokenDiesAtOnceWithItsOwnersPassword() throws Exception {
        Request request = with("Bearer " + token("repository:alpine:pull"));
        callers.of(request);
        callers.of(ADMIN);

        here.control().accounts().changePassword("admin", Argon2id.of("other", new SecureRandom()));

        assertThat(callers.atOnce(request)).isEmpty();
        assertThat(callers.of(request)).isInstanceOf(Caller.Rejected.class);
        assertThat(callers.atOnce(request)).containsInstanceOf(Caller.Rejected.class);
        assertThat(callers.atOnce(ADMIN)).isEmpty();
        assertThat(callers.of(ADMIN)).isInstanceOf(Caller.Rejected.class);
        assertThat(callers.of(with(TestRequest.basic("admin:other")))).isInstanceOf(Caller.Known.class);
    }

    @OnBothDatabases
    void tokenDiesAtOnceWithItsOwner() throws Exception {
        Request request = with("Bearer " + token("repository:alpine:pull"));
        callers.of(request);

        here.control().accounts().disable("admin");

        assertThat(callers.of(request)).isInstanceOf(Caller.Rejected.class);
        assertThat(callers.atOnce(request)).containsInstanceOf(Caller.Rejected.class);
    }

    @OnBothDatabases
    void otherNodesFollowWithinASecond(Database database) throws Exception {
        Request request = with("Bearer " + token("repository:alpine:pull"));
        try (TestControl there = TestControl.start(AccessConfig.DEFAULT, folder, database, here.time())) {
            Callers others = there.control().callers();
            assertThat(others.of(request)).isInstanceOf(Caller.Known.class);
            assertThat(others.atOnce(request)).containsInstanceOf(Caller.Known.class);

            here.control().accounts().disable("admin");
            here.time().advance(Duration.ofSeconds(1));

            assertThat(others.atOnce(request)).isEmpty();
            assertThat(others.of(request)).isInstanceOf(Caller.Rejected.class);
        }
    }

    @OnBothDatabases
    void openRegistryRefusesWhatComesFromElsewhere(Database database) {
        try (TestControl open = TestControl.start(TestAccess.open(), folder, database)) {
            Request foreign = TestRequest.get().at("http", "evil.example").request();

            assertThat(open.control().callers().atOnce(foreign)).containsInstanceOf(Caller.Refused.class);
            assertThat(open.control().callers().of(foreign)).isInstanceOf(Caller.Refused.class);
            assertThat(open.control().callers().of(ANONYMOUS)).isEqualTo(new Caller.Nobody());
        }
    }

    @OnBothDatabases
    void refreshTokenIsNoCredentialForRequests() throws Exception {
        Response response = here.control()
                .tokenRoutes()
                .handle(TestRequest.get()
                        .header("Authorization", TestControl.ADMIN)
                        .query("offline_token", "true")
                        .request());
        String refresh = TokenRoutesTest.member(response, "refresh_token");

        assertThat(callers.of(with("Bearer " + refresh))).isInstanceOf(Caller.Rejected.class);
    }

    private String token(String scope) throws Exception {
        Response response = here.control()
                .tokenRoutes()
                .handle(TestRequest.get()
                        .header("Authorization", TestControl.ADMIN)
                        .query("scope", scope)
                        .request());
        return TokenRoutesTest.member(response, "token");
    }

    private static Request with(String authorization) {
        return TestRequest.get().header("Authorization", authorization).request();
    }
}
