package dev.entrepot.scanning;

import dev.entrepot.jobs.JobFailedException;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;
import dev.entrepot.vulnerabilities.ImportReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The job `vulnerability-import`: imports files and folders of the server, or asks the configured sources, and matches
/// what is in the images against the result. Once it is done every image shows what is known now.
public final class ImportJob {
    public static final String NAME = "vulnerability-import";
    /// One path, or several with `:` between them as in `PATH`.
    private static final String PATH = "path";

    private final Imports imports;
    private final Rematching rematching;

    private ImportJob(Scanning scanning) {
        this.imports = scanning.imports();
        this.rematching = scanning.rematching();
    }

    public static JobKind kind(Scanning scanning) {
        return JobKind.ofRegistry(
                        NAME,
                        "import vulnerabilities from files and folders of the server, or from the configured sources",
                        new ImportJob(scanning)::run)
                .taking(PATH)
                .checked(ImportJob::complaint);
    }

    private static String complaint(Map<String, String> parameters) {
        try {
            return paths(parameters.getOrDefault(PATH, "")).stream().allMatch(Path::isAbsolute)
                    ? ""
                    : "parameters.path: expected absolute paths on the server, with " + File.pathSeparator
                            + " between them";
        } catch (InvalidPathException none) {
            return "parameters.path: expected a path on the server";
        }
    }

    private static List<Path> paths(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
    }

    private JobResult run(JobRun run) throws InterruptedException {
        try {
            JobResult result = run.parameter(PATH).isEmpty() ? fetch(run) : imported(run);
            Rematching.Report matched = RematchJob.run(rematching, run);
            return result.with("changedImages", matched.images());
        } catch (IOException e) {
            throw new JobFailedException("the import failed: " + e.getMessage(), e);
        }
    }

    private JobResult imported(JobRun run) throws IOException {
        run.progress(0, 0, "records", "importing");
        ImportReport report = imports.paths(paths(run.parameter(PATH)));
        if (!report.succeeded()) {
            throw new JobFailedException("nothing was imported: " + why(report));
        }
        return result(JobResult.empty().sound(report.refusedFiles().isEmpty()), report);
    }

    private static String why(ImportReport report) {
        return report.refusedFiles().isEmpty()
                ? "no file there holds vulnerabilities; expected exports of OSV, Alpine's secdb, Debian's tracker,"
                        + " CISA's catalogue or EPSS"
                : String.join("; ", report.refusedFiles());
    }

    private JobResult fetch(JobRun run) throws IOException, InterruptedException {
        run.progress(0, 0, "records", "asking the sources");
        Imports.Fetched fetched = imports.fetch(run::requireNotCancelled);
        if (fetched.asked() == 0) {
            throw new JobFailedException("no sources are configured: set scanning.sources, or name a path");
        }
        if (fetched.problems().size() == fetched.asked()) {
            throw new JobFailedException(String.join("; ", fetched.problems()));
        }
        JobResult result = JobResult.empty()
                .with("sources", fetched.asked())
                .with("changed", fetched.fresh())
                .with("problems", fetched.problems())
                .sound(fetched.problems().isEmpty());
        Optional<ImportReport> report = fetched.report();
        return report.isPresent() ? result(result, report.get()) : result;
    }

    private static JobResult result(JobResult begun, ImportReport report) {
        return begun.with("generation", report.generation())
                .with("records", report.records())
                .with("withdrawn", report.withdrawn())
                .with("noVulnerabilities", report.noVulnerabilities())
                .with("foreign", report.foreign())
                .with("broken", report.broken())
                .with("firstBroken", report.firstBroken())
                .with("skippedFiles", report.skippedFiles())
                .with("refusedFiles", report.refusedFiles())
                .with("sets", report.sets().stream().map(ImportJob::set).toList());
    }

    private static Map<String, Object> set(ImportReport.ImportedSet set) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", set.name());
        members.put("kind", set.kind().id());
        members.put("records", set.records());
        return members;
    }
}
