package dev.entrepot.retention;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What clusters say runs in them: retention keeps that, and the indexes above it, until the report expires.
///
/// Each principal has reports of its own, by name; a report replaces the one before whole.
public final class Deployments {
    /// Images in a report.
    public static final int MAX_IMAGES = 5_000;

    /// Reports of one principal.
    public static final int MAX_REPORTS = 100;

    public static final Duration DEFAULT_LIFE = Duration.ofDays(1);
    public static final Duration MAX_LIFE = Duration.ofDays(90);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /// One image of a report.
    public record Image(RepositoryName repository, Digest digest) {}

    /// What came of a report.
    public sealed interface Result {
        record Done(int images) implements Result {}

        /// The principal has as many others as it may have.
        record TooMany(int most) implements Result {}

        /// There is no such repository any more.
        record Unknown(RepositoryName repository) implements Result {}
    }

    private final Database database;
    private final DatabaseClock clock;
    private final Repositories repositories;
    private final AuditLog audit;
    private final DeploymentTable table = new DeploymentTable();

    Deployments(Database database, DatabaseClock clock, Repositories repositories, AuditLog audit) {
        this.database = database;
        this.clock = clock;
        this.repositories = repositories;
        this.audit = audit;
    }

    /// The name of a report, as it may be.
    ///
    /// @throws IllegalArgumentException with a text for people
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a report is named by 1 to 63 of a-z 0-9 . _ -, such as production or eu-west-1");
        }
        return name;
    }

    /// Replaces what the caller reported under this name.
    public Result report(String name, List<Image> images, Duration life, Authority authority) {
        List<DeploymentTable.Running> rows = new ArrayList<>();
        for (Image image : images) {
            Optional<Repository> repository = repositories.find(image.repository());
            if (repository.isEmpty()) {
                return new Result.Unknown(image.repository());
            }
            rows.add(new DeploymentTable.Running(
                    repository.get().id(), image.digest().toString()));
        }
        try {
            return write(name, rows, life, authority);
        } catch (TooManyException tooMany) {
            return new Result.TooMany(MAX_REPORTS);
        }
    }

    private Result write(String name, List<DeploymentTable.Running> rows, Duration life, Authority authority) {
        String owner = authority.author().key();
        return database.write(sql -> {
            authority.exercise(sql);
            long now = clock.now(sql);
            table.sweep(sql, now);
            table.remove(sql, owner, name);
            if (!rows.isEmpty() && table.reports(sql, owner) >= MAX_REPORTS) {
                throw new TooManyException();
            }
            DeploymentTable.Report report =
                    new DeploymentTable.Report(owner, name, authority.author().name(), now, now + Age.micros(life));
            table.insert(sql, report, rows.stream().distinct().toList());
            audit.record(
                    sql,
                    authority.author(),
                    AuditEvent.of("deployment.report", "", name)
                            .with("images", Integer.toString(rows.size()))
                            .with("life", Age.text(life)));
            return new Result.Done(rows.size());
        });
    }

    /// Takes the report back; false when there is none.
    public boolean remove(String name, Authority authority) {
        return database.write(sql -> {
            authority.exercise(sql);
            boolean removed = table.remove(sql, authority.author().key(), name) > 0;
            if (removed) {
                audit.record(sql, authority.author(), AuditEvent.of("deployment.remove", "", name));
            }
            return removed;
        });
    }

    /// Takes all that is reported under a name out of a namespace, whoever reported it; false when there is nothing.
    public boolean remove(String name, String namespace, Authority authority) {
        return database.write(sql -> {
            authority.exercise(sql);
            boolean removed = table.removeFrom(sql, name, namespace) > 0;
            if (removed) {
                audit.record(sql, authority.author(), AuditEvent.of("deployment.remove", namespace, name));
            }
            return removed;
        });
    }

    /// What is reported of a namespace now, behind a cursor that is the `key` of the last one.
    public List<Deployment> after(String namespace, String key, int limit) {
        return database.read(sql -> table.after(sql, namespace, key, clock.now(sql), limit));
    }

    /// The cursor behind a deployment.
    public static String key(Deployment deployment) {
        return DeploymentTable.key(deployment);
    }

    /// Takes the whole transaction back.
    private static final class TooManyException extends RuntimeException {
        TooManyException() {
            super(null, null, false, false);
        }
    }
}
