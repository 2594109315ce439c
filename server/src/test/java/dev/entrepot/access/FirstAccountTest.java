package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.directory.Account;
import dev.entrepot.directory.Changes;
import dev.entrepot.directory.NewUser;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.directory.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class FirstAccountTest {
    private final MovableTime time = new MovableTime();

    @TempDir
    private Path folder;

    @OnBothDatabases
    void firstStartWritesARandomPasswordThatOnlyItsOwnerMayRead(Database database) throws IOException {
        Users accounts = accounts(database);

        assertThat(ensure(accounts, Optional.empty())).isEqualTo(FirstAccount.Made.WITH_PASSWORD_FILE);

        String password = passwordInFile();
        assertThat(password).matches("[0-9a-f]{40}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwordFile())))
                .isEqualTo("rw-------");
        assertThat(Argon2id.parse(admin(accounts).passwordHash()).matches(password))
                .isTrue();
        assertThat(admin(accounts).role()).isEqualTo(SystemRole.ADMIN);
        assertThat(admin(accounts).disabled()).isFalse();
    }

    @OnBothDatabases
    void laterStartChangesNothing(Database database) throws IOException {
        Users accounts = accounts(database);
        ensure(accounts, Optional.empty());
        Account before = admin(accounts);
        String password = passwordInFile();

        assertThat(ensure(accounts, Optional.of(new Secret("another")))).isEqualTo(FirstAccount.Made.NONE);
        assertThat(ensure(accounts, Optional.empty())).isEqualTo(FirstAccount.Made.NONE);

        assertThat(admin(accounts)).isEqualTo(before);
        assertThat(passwordInFile()).isEqualTo(password);
    }

    @OnBothDatabases
    void givenPasswordIsTakenAndWrittenNowhere(Database database) {
        Users accounts = accounts(database);

        assertThat(ensure(accounts, Optional.of(new Secret("sesame"))))
                .isEqualTo(FirstAccount.Made.WITH_GIVEN_PASSWORD);

        assertThat(Argon2id.parse(admin(accounts).passwordHash()).matches("sesame"))
                .isTrue();
        assertThat(passwordFile()).doesNotExist();
    }

    @OnBothDatabases
    void startAfterACrashBetweenFileAndAccountMakesTheAccountOfTheFile(Database database) throws IOException {
        Files.writeString(passwordFile(), "left by the start before\n");
        Users accounts = accounts(database);

        assertThat(ensure(accounts, Optional.empty())).isEqualTo(FirstAccount.Made.WITH_PASSWORD_FILE);

        assertThat(Argon2id.parse(admin(accounts).passwordHash()).matches("left by the start before"))
                .isTrue();
        assertThat(passwordInFile()).isEqualTo("left by the start before");
    }

    @OnBothDatabases
    void emptyFileIsNoPassword(Database database) throws IOException {
        Files.writeString(passwordFile(), "\n");
        Users accounts = accounts(database);

        ensure(accounts, Optional.empty());

        assertThat(Argon2id.parse(admin(accounts).passwordHash()).matches("")).isFalse();
        assertThat(Argon2id.parse(admin(accounts).passwordHash()).matches(passwordInFile()))
                .isTrue();
    }

    @OnBothDatabases
    void givenPasswordRemovesTheFileOfAnInterruptedStart(Database database) throws IOException {
        Files.writeString(passwordFile(), "opens nothing\n");
        Users accounts = accounts(database);

        ensure(accounts, Optional.of(new Secret("sesame")));

        assertThat(passwordFile()).doesNotExist();
        assertThat(Argon2id.parse(admin(accounts).passwordHash()).matches("sesame"))
                .isTrue();
    }

    @OnBothDatabases
    void onlyOneOfTwoFirstAccountsIsMade(Database database) {
        Users accounts = accounts(database);
        String hash = Argon2id.ofNoPassword(new SecureRandom()).phc();

        assertThat(accounts.addFirst(TestControl.BY_TEST, new NewUser("admin", hash, SystemRole.ADMIN, "", "")))
                .isTrue();
        assertThat(accounts.addFirst(TestControl.BY_TEST, new NewUser("root", hash, SystemRole.ADMIN, "", "")))
                .isFalse();

        assertThat(accounts.find("root")).isEmpty();
    }

    private FirstAccount.Made ensure(Users accounts, Optional<Secret> given) {
        return new FirstAccount(accounts, new PrivateFile(passwordFile()), new SecureRandom()).ensure(given);
    }

    private Users accounts(Database database) {
        return new Users(database, new Changes(new AccessEpoch(database), new AuditLog(time), time));
    }

    private static Account admin(Users accounts) {
        return accounts.find("admin").orElseThrow().account();
    }

    private Path passwordFile() {
        return folder.resolve("admin-password");
    }

    private String passwordInFile() throws IOException {
        return Files.readString(passwordFile()).strip();
    }
}
