package dev.entrepot.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `make bench`: runs the chosen rows with every contender, one after the other, and writes the comparison down.
final class Bench {

    private final Options options;
    private final Servers servers;
    private final Results results = new Results();

    private Bench(Options options) {
        this.options = options;
        this.servers = new Servers(options.commands(), options.logs());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(new Bench(Options.parse(arguments)).run());
    }

    private List<Row> allRows() {
        List<Row> rows = new ArrayList<>(List.of(
                new BlobPullRow(),
                new BlobPushRow(),
                new ManifestRow(),
                new ImagesRow(),
                new PageRow(new Listing.Tags()),
                new PageRow(new Listing.Repositories()),
                new TagsRow(),
                new CollectRow(options.blobs()),
                new StartRow(),
                new LoginsRow(),
                new ReadRow(),
                new RematchRow(options.images()),
                new MixedRow()));
        options.database().ifPresent(folder -> rows.add(new AdvisoriesRow(folder)));
        return rows;
    }

    private int run() throws IOException, InterruptedException {
        List<Row> rows = allRows().stream().filter(options::wants).toList();
        List<Contender> contenders = Arrays.stream(Contender.values())
                .filter(contender -> servers.has(contender)
                        && rows.stream().anyMatch(row -> row.contenders().contains(contender)))
                .toList();
        if (rows.isEmpty() || contenders.isEmpty()) {
            System.err.println("nothing to do; the rows are "
                    + allRows().stream().map(Row::name).toList());
            return 2;
        }
        List<String> circumstances = new ArrayList<>(Circumstances.describe(options));
        long began = System.nanoTime();
        Path work = Files.createTempDirectory(options.work(), "entrepot-bench-");
        Path memory = Files.createTempDirectory(options.memory(), "entrepot-bench-");
        Thread cleaner = new Thread(() -> cleanAfterInterrupt(work, memory));
        Runtime.getRuntime().addShutdownHook(cleaner);
        try (Payloads payloads = new Payloads(work)) {
            for (Row row : rows) {
                measure(row, contenders, new Ground(work, memory, payloads));
            }
        } finally {
            delete(work);
            delete(memory);
        }
        Runtime.getRuntime().removeShutdownHook(cleaner);
        circumstances.add(
                "The run took " + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s.");
        String page = new Report(rows, contenders, results).markdown(circumstances);
        System.out.print(page);
        keep(page);
        return 0;
    }

    /// Where servers keep their data, on disk and in memory, and what is pushed into them.
    private record Ground(Path work, Path memory, Payloads payloads) {}

    private void measure(Row row, List<Contender> contenders, Ground ground) throws IOException, InterruptedException {
        System.err.println(row.name());
        for (Contender contender : contenders) {
            if (!row.contenders().contains(contender)) {
                continue;
            }
            String name = row.name() + "-" + contender;
            Path folder = Files.createDirectory(ground.work().resolve(name));
            Path memory = Files.createDirectory(ground.memory().resolve(name));
            try {
                row.measure(new Trial(contender, folder, memory, servers, ground.payloads(), results));
            } finally {
                delete(folder);
                delete(memory);
            }
        }
    }

    private void keep(String page) throws IOException {
        Path file = options.output().resolve(LocalDate.now(ZoneOffset.UTC) + ".md");
        Files.createDirectories(options.output());
        Files.writeString(file, page);
        System.err.println("kept in " + file);
    }

    /// Ctrl-C: the servers end with the driver and their data goes.
    private static void cleanAfterInterrupt(Path... folders) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        for (Path folder : folders) {
            try {
                delete(folder);
            } catch (IOException e) {
                System.err.println("left behind: " + folder + " (" + e.getMessage() + ")");
            }
        }
    }

    /// What is gone already, because a server or an interrupted run removed it, is as good as deleted.
    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
