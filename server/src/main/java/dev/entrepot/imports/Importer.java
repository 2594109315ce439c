package dev.entrepot.imports;

import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.Pace;
import dev.entrepot.content.Pusher;
import dev.entrepot.health.StorageFullException;
import dev.entrepot.jobs.JobFailedException;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.JobResult;
import dev.entrepot.jobs.JobRun;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Takes over a folder of another registry: all its repositories, or those of a pattern. What is here already
/// is passed over by its digest, so a second run brings what came since, and one that was cut off goes on.
public final class Importer {
    private static final String DIR = "dir";
    private static final String FROM = "from";
    private static final String INTO = "into";
    private static final String LINK = "link";
    private static final String DRY_RUN = "dryRun";
    private static final String REPOSITORY = "repository";

    private final Content content;
    private final ContentConfig config;

    public Importer(Content content, ContentConfig config) {
        this.content = content;
        this.config = config;
    }

    /// The kind of job that imports. Parameters: `dir` (absolute, on the server), `from` (a {@link
    /// FolderKind}), `into` (put before all names), `repository` (a name in which `*` stands for any text),
    /// `link` and `dryRun` (`true`).
    public JobKind kind() {
        return JobKind.ofRegistry("import", "take over the folder of another registry", this::run)
                .taking(DIR, FROM, INTO, LINK, DRY_RUN, REPOSITORY)
                .checked(Importer::complaint);
    }

    private static String complaint(Map<String, String> parameters) {
        if (!isAbsolute(parameters.getOrDefault(DIR, ""))) {
            return "parameters.dir: expected the absolute path of a folder on the server";
        }
        if (FolderKind.of(parameters.getOrDefault(FROM, "")).isEmpty()) {
            return "parameters.from: expected one of " + FolderKind.all();
        }
        String into = parameters.getOrDefault(INTO, "");
        try {
            return into.isEmpty() || new RepositoryName(into + "/x").text().equals(into + "/x")
                    ? ""
                    : "parameters.into";
        } catch (MalformedException e) {
            return "parameters.into: " + e.getMessage();
        }
    }

    private static boolean isAbsolute(String path) {
        try {
            return Path.of(path).isAbsolute();
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private JobResult run(JobRun run) {
        Tally tally = new Tally();
        tally.goOnFrom(run.position());
        try (Together together = new Together()) {
            Naming naming = new Naming(run.parameter(INTO), run.parameter(REPOSITORY));
            SourceFolder source = open(run, naming);
            AtomicLong seen = new AtomicLong();
            List<Target> targets = targets(source, naming, tally);
            long total = 0;
            for (Target target : targets) {
                run.requireNotCancelled();
                total += source.count(target.from());
            }
            long all = total;
            RepositoryImport.Parts parts = parts(
                    run,
                    tally,
                    together,
                    name -> run.progress(seen.getAndIncrement(), all, "manifests", "taking over " + name));
            for (Target target : targets) {
                new RepositoryImport(parts, source, target.from(), target.to()).run();
                run.save(tally.position());
            }
            run.progress(all, all, "manifests", "");
            return tally.report(run.flag(DRY_RUN));
        } catch (StorageFullException e) {
            throw new JobFailedException(
                    e.getMessage() + "; make room and run it again: what is here is passed over", e);
        } catch (FileSystemException e) {
            throw new JobFailedException(explained(e, run.flag(LINK)), e);
        } catch (IOException e) {
            throw new JobFailedException(run.parameter(DIR) + ": " + e.getMessage(), e);
        }
    }

    private static String explained(FileSystemException e, boolean link) {
        String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        String path = e.getFile() + (e.getOtherFile() == null ? "" : " and " + e.getOtherFile());
        return path + ": " + reason
                + (link
                        ? "; links need DIR on the file system of the data folder, and files of the server's own user:"
                                + " leave out --link to copy"
                        : "; the server's user must be able to read all of it");
    }

    /// A repository of the folder, and what it is called here.
    private record Target(String from, RepositoryName to) {}

    private static SourceFolder open(JobRun run, Naming naming) throws IOException {
        Folder folder = Folder.open(Path.of(run.parameter(DIR)));
        return switch (FolderKind.of(run.parameter(FROM)).orElseThrow()) {
            case DOCKER_REGISTRY -> new DockerRegistryFolder(folder);
            case OCI -> new OciFolder(folder, naming.ownName(folder.name().toLowerCase(Locale.ROOT)));
            case ZOT -> new ZotFolder(folder);
        };
    }

    private static List<Target> targets(SourceFolder source, Naming naming, Tally tally) throws IOException {
        SourceFolder.Names names = source.names();
        names.problems().forEach(tally::problem);
        Map<RepositoryName, String> taken = new LinkedHashMap<>();
        List<Target> targets = new ArrayList<>();
        for (String from : names.repositories()) {
            RepositoryName to;
            try {
                to = naming.of(from);
            } catch (MalformedException e) {
                tally.problem(new Problem(from, from, String.valueOf(e.getMessage())));
                continue;
            }
            if (!naming.admits(from, to)) {
                continue;
            }
            String other = taken.putIfAbsent(to, from);
            if (other == null) {
                targets.add(new Target(from, to));
            } else {
                tally.problem(new Problem(
                        from, from, "would be " + to + " here, as " + other + " is; import one of them with --into"));
            }
        }
        return targets;
    }

    private RepositoryImport.Parts parts(
            JobRun run, Tally tally, Together together, RepositoryImport.Progress progress) {
        Pusher pusher = new Pusher(run.authority(), Births.NAMESPACE_TOO);
        boolean rehearsal = run.flag(DRY_RUN);
        BlobImport.Mode mode = run.flag(LINK) ? BlobImport.Mode.LINK : BlobImport.Mode.COPY;
        Pace pace = bytes -> run.requireNotCancelled();
        return new RepositoryImport.Parts(
                content,
                pusher,
                new BlobImport(content, pusher, rehearsal ? BlobImport.Mode.REHEARSE : mode, tally, pace),
                together,
                tally,
                name -> {
                    run.requireNotCancelled();
                    progress.manifest(name);
                },
                rehearsal,
                config.allowSparse(),
                config.maxManifestBytes());
    }
}
