package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.content.Content;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class AccessControlTest {
    private final MovableTime time = new MovableTime();

    @TempDir
    private Path folder;

    @OnBothDatabases
    void firstStartSaysWhereThePasswordIsAndLaterOnesDoNot(Database database) throws Exception {
        AccessControl.Home home = new AccessControl.Home(folder, Optional.empty(), Optional.empty());

        try (AccessControl first = start(home, database)) {
            Path file = first.firstPassword().orElseThrow();
            assertThat(file).isEqualTo(folder.resolve("admin-password"));
            String password = Files.readString(file).strip();
            assertThat(first.callers()
                            .of(TestRequest.get()
                                    .header("Authorization", TestRequest.basic("admin:" + password))
                                    .request()))
                    .isInstanceOf(Caller.Known.class);
        }
        try (AccessControl second = start(home, database)) {
            assertThat(second.firstPassword()).isEmpty();
        }
        assertThat(folder.resolve("secret-key")).exists();
    }

    @OnBothDatabases
    void missingSecretKeyIsNotReplacedWhereItSealedSomething(Database database) throws Exception {
        AccessControl.Home home = new AccessControl.Home(folder, Optional.empty(), Optional.empty());
        start(home, database).close();
        Files.delete(folder.resolve("secret-key"));

        assertThatThrownBy(() -> start(home, database))
                .isInstanceOf(UnusableSecretKeyException.class)
                .hasMessageContaining("put it back");
        assertThat(folder.resolve("secret-key")).doesNotExist();
    }

    @OnBothDatabases
    void tokenIsGoodOnEveryNodeOfTheSameExternalUrl(Database database) throws Exception {
        Optional<URI> url = Optional.of(URI.create("https://registry.example"));
        Optional<Secret> password = Optional.of(new Secret("sesame"));
        try (AccessControl one = start(new AccessControl.Home(folder, url, password), database);
                AccessControl two = start(new AccessControl.Home(folder, url, password), database);
                AccessControl elsewhere = start(
                        new AccessControl.Home(folder, Optional.of(URI.create("https://other.example")), password),
                        database)) {
            String token = TokenRoutesTest.member(
                    one.tokenRoutes()
                            .handle(TestRequest.get()
                                    .header("Authorization", TestControl.ADMIN)
                                    .request()),
                    "token");
            var request =
                    TestRequest.get().header("Authorization", "Bearer " + token).request();

            assertThat(two.callers().of(request)).isInstanceOf(Caller.Known.class);
            assertThat(elsewhere.callers().of(request)).isInstanceOf(Caller.Rejected.class);
        }
    }

    private AccessControl start(AccessControl.Home home, Database database) {
        AccessEpoch epoch = new AccessEpoch(database);
        Content content = TestControl.content(home.dataFolder(), database, time);
        return AccessControl.start(
                AccessConfig.DEFAULT,
                home,
                TestControl.base(database, epoch, content, time),
                AccessControl.Outside.NONE);
    }
}
