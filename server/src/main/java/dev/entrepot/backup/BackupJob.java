package dev.entrepot.backup;

import dev.entrepot.health.StorageFullException;
import dev.entrepot.jobs.JobFailedException;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The job `backup`: takes one into a folder on the machine of the server. After a restart it begins anew; bytes that
/// are in the folder are not copied again.
public final class BackupJob {
    private static final String FOLDER = "dir";
    private static final String SECRETS = "secrets";
    private static final String KEEP = "keep";
    private static final String RATE = "rate";
    private static final String RECHECK = "recheck";
    private static final List<String> NUMBERS = List.of(KEEP, RATE);

    /// Damaged blobs that the result names.
    private static final int MOST_TOLD = 100;

    private final Backups backups;

    private BackupJob(Backups backups) {
        this.backups = backups;
    }

    /// The kind, with its parameters: `dir` (a whole path), `secrets`, `recheck` (`true`), `keep` (snapshots),
    /// `rate` (bytes a second).
    public static JobKind kind(Backups backups) {
        return JobKind.ofRegistry("backup", "copy everything into a folder", new BackupJob(backups)::run)
                .taking(FOLDER, SECRETS, KEEP, RATE, RECHECK)
                .checked(BackupJob::complaint);
    }

    private static String complaint(Map<String, String> parameters) {
        for (String name : NUMBERS) {
            if (!parameters.getOrDefault(name, "0").matches("\\d{1,15}")) {
                return "parameters." + name + ": expected a whole number, 0 or more";
            }
        }
        try {
            order(parameters);
            return "";
        } catch (UnusableFolderException | IllegalArgumentException e) {
            return "parameters." + FOLDER + ": " + e.getMessage();
        }
    }

    private static BackupOrder order(Map<String, String> parameters) {
        return new BackupOrder(
                Path.of(parameters.getOrDefault(FOLDER, "")),
                parameters.getOrDefault(SECRETS, "").equals("true"),
                (int) Math.min(Integer.MAX_VALUE, Long.parseLong(parameters.getOrDefault(KEEP, "0"))),
                Long.parseLong(parameters.getOrDefault(RATE, "0")),
                parameters.getOrDefault(RECHECK, "").equals("true"));
    }

    private JobResult run(JobRun run) throws Exception {
        BackupOrder order = order(run.parameters());
        try {
            BackupReport report = onThreadOfItsOwn(run, order);
            return result(order, report);
        } catch (UnusableFolderException | StorageFullException e) {
            throw new JobFailedException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new JobFailedException("the backup to " + order.folder() + " failed: " + e, e);
        }
    }

    /// What it brought stays in the folder, and the next does not bring it again.
    private BackupReport onThreadOfItsOwn(JobRun run, BackupOrder order) throws Exception {
        FutureTask<BackupReport> task =
                new FutureTask<>(() -> backups.take(run.authority(), order, (done, total, unit, message) -> {
                    run.requireNotCancelled();
                    run.progress(done, total, unit, message);
                }));
        Thread.ofPlatform().name("backup").daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static JobResult result(BackupOrder order, BackupReport report) {
        return JobResult.empty()
                .with("dir", order.folder().toString())
                .with("snapshot", report.snapshot())
                .with("rows", report.rows())
                .with("blobs", report.blobs())
                .with("bytes", report.bytes())
                .with("copiedBlobs", report.copiedBlobs())
                .with("copiedBytes", report.copiedBytes())
                .with("damagedBlobs", report.damagedCount())
                .with("damaged", report.damaged().stream().limit(MOST_TOLD).toList())
                .with("removedSnapshots", report.removedSnapshots())
                .with("freedBytes", report.freedBytes())
                .with("problem", report.problem())
                .sound(report.sound());
    }
}
