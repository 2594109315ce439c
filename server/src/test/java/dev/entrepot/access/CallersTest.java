package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.directory.NewUser;
import dev.entrepot.directory.SystemRole;
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
    private static final Use HERE = Use.from("192.0.2.7");
    private static final Request ANONYMOUS = TestRequest.get().request();
    private static final Request ADMIN = with(TestControl.ADMIN);

    @TempDir
    private Path folder;

    private TestControl here;
    private Callers callers;

    @BeforeEach
    void start(Database database) {
        here = TestControl.start(TestAccess.withRefreshTokens(), folder, database);
        here.users()
                .add(
                        TestControl.BY_TEST,
                        new NewUser(
                                "root",
                                Argon2id.ofNoPassword(new SecureRandom()).phc(),
                                SystemRole.ADMIN,
                                "",
                                ""));
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
            assertThat(known.limit()).isEqualTo(new Limit.None());
        });
        assertThat(callers.atOnce(ADMIN)).contains(caller);
        assertThat(here.control().access().allows(caller, Action.DELETE, ALPINE, HERE))
                .isTrue();
    }

    @OnBothDatabases
    void wrongPasswordUnknownNameAndDisabledAccountAreRejectedAlike() {
        Caller wrong = callers.of(with(TestRequest.basic("admin:open")));
        Caller unknown = callers.of(with(TestRequest.basic("nobody:open")));
        here.disable("admin");
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
        for (String user : List.of("a\u0000b", "a".repeat(256), "+", "a+b")) {
            assertThat(callers.of(with(TestRequest.basic(user + ":x")))).isInstanceOf(Caller.Rejected.class);
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
        assertThat(here.control().access().allows(caller, Action.PULL, ALPINE, HERE))
                .isTrue();
        assertThat(here.control().access().allows(caller, Action.PUSH, ALPINE, HERE))
                .isFalse();
    }

    @OnBothDatabases
    void tokenDiesAtOnceWithItsOwnersPassword() throws Exception {
        Request request = with("Bearer " + token("repository:alpine:pull"));
        callers.of(request);
        callers.of(ADMIN);

        here.changePassword("admin", "other");

        assertThat(callers.atOnce(request)).isEmpty();
        assertThat(callers.of(request)).isInstanceOf(Caller.Rejected.class);
        assertThat(callers.atOnce(request)).isEmpty();
        assertThat(callers.atOnce(ADMIN)).isEmpty();
        assertThat(callers.of(ADMIN)).isInstanceOf(Caller.Rejected.class);
        assertThat(callers.of(with(TestRequest.basic("admin:other")))).isInstanceOf(Caller.Known.class);
    }

    @OnBothDatabases
    void tokenDiesAtOnceWithItsOwner() throws Exception {
        Request request = with("Bearer " + token("repository:alpine:pull"));
        callers.of(request);

        here.disable("admin");

        assertThat(callers.of(request)).isInstanceOf(Caller.Rejected.class);
        assertThat(callers.atOnce(request)).isEmpty();
    }

    @OnBothDatabases
    void otherNodesFollow(Database database) throws Exception {
        Request request = with("Bearer " + token("repository:alpine:pull"));
        try (TestControl there = TestControl.start(AccessConfig.DEFAULT, folder, database, here.time())) {
            Callers others = there.control().callers();
            assertThat(others.of(request)).isInstanceOf(Caller.Known.class);
            assertThat(others.atOnce(request)).containsInstanceOf(Caller.Known.class);

            here.disable("admin");
            there.epoch().follow();

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
