package dev.entrepot.cli;

import dev.entrepot.backup.BackupCheck;
import dev.entrepot.backup.DamagedBackupException;
import dev.entrepot.backup.RestoreOrder;
import dev.entrepot.backup.RestoreReport;
import dev.entrepot.backup.Watch;
import dev.entrepot.client.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `backup`, `verify-backup` and `restore`.
final class BackupVerbs {
    private static final String FOLDER = "DIR";
    private static final String RATE = "--rate";

    private BackupVerbs() {}

    static List<Verb> all() {
        return List.of(backup(), check(), restore());
    }

    static Verb backup() {
        return Verb.named("backup", "Copy everything into a folder, while the registry runs")
                .parameter(FOLDER, "The folder, on the machine of the server: new, empty, or of earlier backups.")
                .option("--keep", "N", "Keep so many snapshots, this one included; older ones go. Default: all")
                .option(RATE, "BYTES", "Copy at most so much a second, such as 50MiB. Default: as fast as it goes")
                .flag("--with-secrets", "Take the keys and the secret-key-file along.")
                .flag("--recheck", "Hash what lies in the folder already, and copy anew what is damaged.")
                .notes(
                        "Only what the folder does not have yet is copied; all its snapshots share it.",
                        "Exit code 4: some blobs are damaged or missing in storage; all others are in the backup.",
                        "The hashes of passwords, tokens and robots' secrets are always in it; keys only when asked for.")
                .examples("entrepot backup /mnt/backup --keep 14", "entrepot backup /mnt/backup --data /srv/entrepot")
                .worksAnywhere(BackupVerbs::order, BackupVerbs::told);
    }

    private static JobOrder order(Call call) {
        return JobOrder.of("backup")
                .with(
                        "dir",
                        Path.of(call.word(FOLDER)).toAbsolutePath().normalize().toString())
                .with("keep", call.value("--keep"))
                .with("rate", call.value(RATE).isEmpty() ? "" : "" + Words.bytes(call.value(RATE)))
                .with("secrets", call.has("--with-secrets"))
                .with("recheck", call.has("--recheck"));
    }

    private static void told(Call call, Document found) {
        found.texts("damaged").forEach(blob -> call.say("not copied: %s", blob));
        if (!found.text("problem").isEmpty()) {
            call.say("%s", found.text("problem"));
        }
        call.show(
                found,
                "folder=dir",
                "snapshot",
                "rows",
                "blobs",
                "size=size:bytes",
                "copied=size:copiedBytes",
                "not copied=damagedBlobs",
                "freed=size:freedBytes");
    }

    static Verb check() {
        return Verb.named("verify-backup", "Look whether a backup is whole")
                .parameter(FOLDER, "The folder, on this machine.")
                .option("--snapshot", "ID", "Only this one. Default: all in the folder")
                .flag("--deep", "Read and hash the bytes of all blobs, too.")
                .notes("Exit code: 0 whole, 4 something is missing or damaged. It asks no server.")
                .examples("entrepot verify-backup /mnt/backup --deep")
                .concludes(BackupVerbs::check);
    }

    private static int check(Call call) {
        ProgressBar bar = new ProgressBar(call.surroundings(), call.json());
        BackupCheck.Report report;
        try {
            report = BackupCheck.check(
                    Path.of(call.word(FOLDER)),
                    Optional.of(call.value("--snapshot")).filter(id -> !id.isEmpty()),
                    call.has("--deep"),
                    shown(bar, "verify-backup"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } finally {
            bar.end();
        }
        if (!call.json()) {
            report.problems().forEach(problem -> call.say("%s", problem));
        }
        call.show(
                new Document(Map.of(
                        "snapshots", report.snapshots(),
                        "count", report.snapshots().size(),
                        "rows", report.rows(),
                        "blobs", report.blobs(),
                        "bytes", report.bytes(),
                        "problems", report.problems(),
                        "problemCount", report.problemCount())),
                "snapshots=count",
                "rows",
                "blobs",
                "size=size:bytes",
                "problems=problemCount");
        return report.sound() ? ExitCode.DONE : ExitCode.NOT_AS_IT_MUST_BE;
    }

    static Verb restore() {
        return Verb.named("restore", "Make a registry out of a backup")
                .parameter(FOLDER, "The folder of the backup, on this machine.")
                .option("--data", "DIR", "The new data folder. Its server does not run.")
                .option("--config", "FILE", "Settings. Default: DIR/entrepot.yaml of the data folder, if there")
                .option("--snapshot", "ID", "Which one. Default: the newest")
                .flag(
                        "--onto-storage",
                        "Go on with bytes that lie in the data folder already; only the database is empty.")
                .flag("--revoke-secrets", "End tokens, sessions, robots' secrets and passwords; admin gets a new one.")
                .notes(
                        "ENTREPOT_DATABASE_URL puts the rows in an empty PostgreSQL database, whatever they came from.",
                        "Cut off, it is run again with the same words; no server starts on half a restore.",
                        "Exit code 4: some blobs are missing; all else is there, and the next push of each heals it.")
                .examples("entrepot restore /mnt/backup --data /srv/entrepot")
                .concludes(BackupVerbs::restore);
    }

    private static int restore(Call call) {
        ServeOptions options = new ServeOptions(
                Map.of("data", call.needed("--data")),
                Optional.of(call.value("--config"))
                        .filter(text -> !text.isEmpty())
                        .map(Path::of));
        RestoreOrder order = new RestoreOrder(
                Path.of(call.word(FOLDER)),
                Optional.of(call.value("--snapshot")).filter(id -> !id.isEmpty()),
                call.has("--onto-storage"),
                call.has("--revoke-secrets"));
        // Lines of a server's log would be written into the bar.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        ProgressBar bar = new ProgressBar(call.surroundings(), call.json());
        try {
            RestoreReport report = call.surroundings().starts().restore(options, order, shown(bar, "restore"));
            bar.end();
            told(call, report);
            return report.sound() ? ExitCode.DONE : ExitCode.NOT_AS_IT_MUST_BE;
        } catch (DamagedBackupException damaged) {
            call.say("entrepot: nothing was restored: %s", String.valueOf(damaged.getMessage()));
            return ExitCode.NOT_AS_IT_MUST_BE;
        } finally {
            bar.end();
        }
    }

    private static void told(Call call, RestoreReport report) {
        if (!call.json()) {
            report.missing().forEach(blob -> call.say("missing: %s", blob));
            if (!report.admin().isEmpty()) {
                call.say("The new password of %s is in %s.", report.admin(), report.passwordFile());
            }
        }
        call.show(
                Document.empty()
                        .with("snapshot", report.snapshot())
                        .with(
                                "takenAt",
                                Instant.EPOCH
                                        .plus(report.takenAt(), ChronoUnit.MICROS)
                                        .toString())
                        .with("rows", report.rows())
                        .with("blobs", report.blobs())
                        .with("copiedBytes", report.copiedBytes())
                        .with("missingBlobs", report.missingCount())
                        .with("missing", report.missing())
                        .with("admin", report.admin())
                        .with("passwordFile", report.passwordFile()),
                "snapshot",
                "state of=time:takenAt",
                "rows",
                "blobs",
                "copied=size:copiedBytes",
                "missing=missingBlobs");
    }

    private static Watch shown(ProgressBar bar, String kind) {
        return (done, total, unit, message) -> bar.show(Document.empty()
                .with("kind", kind)
                .with("state", "running")
                .with("done", done)
                .with("total", total)
                .with("unit", unit)
                .with("message", message));
    }
}
