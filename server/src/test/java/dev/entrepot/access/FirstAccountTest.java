package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
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
        Accounts accounts = accounts(database);

        assertThat(ensure(accounts, Optional.empty())).isEqualTo(FirstAccount.Made.WITH_PASSWORD_FILE);

        String password = passwordInFile();
        assertThat(password).matches("[0-9a-f]{40}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwordFile())))
                .isEqualTo("rw-------");
        assertThat(admin(accounts).passwordHash().matches(password)).isTrue();
        assertThat(admin(accounts).role()).isEqualTo(Account.SystemRole.ADMIN);
        assertThat(admin(accounts).disabled()).isFalse();
    }

    @OnBothDatabases
    void laterStartChangesNothing(Database database) throws IOException {
        Accounts accounts = accounts(database);
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
        Accounts accounts = accounts(database);

        assertThat(ensure(accounts, Optional.of(new Secret("sesame"))))
                .isEqualTo(FirstAccount.Made.WITH_GIVEN_PASSWORD);

        assertThat(admin(accounts).passwordHash().matches("sesame")).isTrue();
        assertThat(passwordFile()).doesNotExist();
    }

    @OnBothDatabases
    void startAfterACrashBetweenFileAndAccountMakesTheAccountOfTheFile(Database database) throws IOException {
        Files.writeString(passwordFile(), "left by the start before\n");
        Accounts accounts = accounts(database);

        assertThat(ensure(accounts, Optional.empty())).isEqualTo(FirstAccount.Made.WITH_PASSWORD_FILE);

        assertThat(admin(accounts).passwordHash().matches("left by the start before"))
                .isTrue();
        assertThat(passwordInFile()).isEqualTo("left by the start before");
    }

    @OnBothDatabases
    void emptyFileIsNoPassword(Database database) throws IOException {
        Files.writeString(passwordFile(), "\n");
        Accounts accounts = accounts(database);

        ensure(accounts, Optional.empty());

        assertThat(admin(accounts).passwordHash().matches("")).isFalse();
        assertThat(admin(accounts).passwordHash().matches(passwordInFile())).isTrue();
    }

    @OnBothDatabases
    void givenPasswordRemovesTheFileOfAnInterruptedStart(Database database) throws IOException {
        Files.writeString(passwordFile(), "opens nothing\n");
        Accounts accounts = accounts(database);

        ensure(accounts, Optional.of(new Secret("sesame")));

        assertThat(passwordFile()).doesNotExist();
        assertThat(admin(accounts).passwordHash().matches("sesame")).isTrue();
    }

    @OnBothDatabases
    void onlyOneOfTwoFirstAccountsIsMade(Database database) {
        Accounts accounts = accounts(database);
        Argon2id hash = Argon2id.ofNoPassword(new SecureRandom());

        assertThat(accounts.addFirst(new Account("1", "admin", Account.SystemRole.ADMIN, hash, 1, false)))
                .isTrue();
        assertThat(accounts.addFirst(new Account("2", "root", Account.SystemRole.ADMIN, hash, 1, false)))
                .isFalse();

        assertThat(accounts.find("root")).isEmpty();
    }

    private FirstAccount.Made ensure(Accounts accounts, Optional<Secret> given) {
        return new FirstAccount(accounts, new PrivateFile(passwordFile()), new SecureRandom()).ensure(given);
    }

    private Accounts accounts(Database database) {
        return new Accounts(database, time, time);
    }

    private static Account admin(Accounts accounts) {
        return accounts.find("admin").orElseThrow();
    }

    private Path passwordFile() {
        return folder.resolve("admin-password");
    }

    private String passwordInFile() throws IOException {
        return Files.readString(passwordFile()).strip();
    }
}
