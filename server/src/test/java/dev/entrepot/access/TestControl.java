package dev.entrepot.access;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.database.Database;
import dev.entrepot.database.DatabaseConfig;
import dev.entrepot.database.Databases;
import dev.entrepot.directory.Changes;
import dev.entrepot.directory.UserPatch;
import dev.entrepot.directory.Users;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/// A whole access control over a test's database, in a time of its own. The account `admin` has the password
/// `sesame`.
record TestControl(AccessControl control, MovableTime time, Database database, AccessEpoch epoch, Content content)
        implements AutoCloseable {
    static final String ADMIN = TestRequest.basic("admin:sesame");
    static final Authority BY_TEST = Authority.system("test");

    /// For tests that are not about the database.
    static Database sqlite(Path folder) {
        return Databases.open(DatabaseConfig.DEFAULT, folder, new NodeHealth(), new Metrics());
    }

    static TestControl start(AccessConfig config, Path folder, Database database) {
        return start(config, folder, database, new MovableTime());
    }

    static TestControl start(AccessConfig config, Path folder, Database database, MovableTime time) {
        return start(config, folder, database, time, AccessControl.Outside.NONE);
    }

    static TestControl start(
            AccessConfig config, Path folder, Database database, MovableTime time, AccessControl.Outside outside) {
        AccessControl.Home home = new AccessControl.Home(folder, Optional.empty(), Optional.of(new Secret("sesame")));
        AccessEpoch epoch = new AccessEpoch(database, time::read);
        Content content = content(folder, database, time);
        return new TestControl(
                new AccessControl(config, home, base(database, epoch, content, time), outside, time),
                time,
                database,
                epoch,
                content);
    }

    static Content content(Path folder, Database database, MovableTime time) {
        try {
            Metrics metrics = new Metrics();
            BlobStore store = FilesystemBlobStore.open(folder, new NodeHealth(), metrics);
            return new Content(
                    ContentConfig.DEFAULT,
                    new Content.Foundations(
                            database,
                            store,
                            new AuditLog(time),
                            new dev.entrepot.authority.AccessEpoch(database),
                            dev.entrepot.content.NameKeeper.NONE,
                            metrics.registry(),
                            time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AccessControl.Base base(Database database, AccessEpoch epoch, Content content, MovableTime time) {
        AuditLog audit = new AuditLog(time);
        Users users = new Users(database, new Changes(epoch, audit, time));
        return new AccessControl.Base(database, epoch, audit, users, content.repositories(), time);
    }

    Changes changes() {
        return new Changes(epoch, new AuditLog(time), time);
    }

    Users users() {
        return new Users(database, changes());
    }

    void disable(String user) {
        users().change(BY_TEST, user, UserPatch.NONE.withDisabled(true));
    }

    void enable(String user) {
        users().change(BY_TEST, user, UserPatch.NONE.withDisabled(false));
    }

    void changePassword(String user, String password) {
        users().change(
                        BY_TEST,
                        user,
                        UserPatch.NONE.withPassword(
                                Argon2id.of(password, new SecureRandom()).phc()));
    }

    @Override
    public void close() {
        control.close();
        content.close();
    }
}
