package dev.entrepot.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// An image of 500 MB, read for what is in it, beside `tar -t` of the same layers.
final class ReadRow implements Row {
    private static final String REPOSITORY = "bench/read";
    private static final int LAYERS = 5;
    private static final long LAYER_BYTES = 100_000_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /// What else the server does after pushes is over by then.
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final Measure read = new Measure("image of 500 MB in 5 layers read, server and workers", "CPU s");
    private final Measure listed = new Measure("the same layers listed by tar -t", "CPU s");
    private final Measure ratio = new Measure("ratio of the two", "x");
    private final Measure elapsed = new Measure("from the push of its manifest until all is known", "s");

    @Override
    public String name() {
        return "read";
    }

    @Override
    public String what() {
        return "An image of 5 gzip layers, made of 500 MB of this machine's programs and libraries, is pushed; processor time "
                + "of the server and its workers from the push of the manifest until its packages are known. `tar -tzf` reads "
                + "the same five files.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(read, listed, ratio, elapsed);
    }

    @Override
    public Set<Contender> contenders() {
        return Set.of(Contender.ENTREPOT);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        List<Path> layers = layers(trial.folder());
        double tar = 0;
        for (Path layer : layers) {
            tar += Commands.cpuSeconds("tar", "-tzf", layer.toString());
        }
        trial.record(listed, tar);
        try (Server server = trial.start()) {
            List<Layer> pushed = new ArrayList<>();
            try (RegistryClient client = server.client(REPOSITORY)) {
                for (Path layer : layers) {
                    pushed.add(push(client, layer));
                }
                LockSupport.parkNanos(SETTLED.toNanos());
                double before = server.cpuSeconds();
                long began = System.nanoTime();
                client.pushManifestAround(REPOSITORY, "1", pushed, config(LAYERS));
                new Scans(server).read(REPOSITORY + ":1", LONGEST);
                double cpu = server.cpuSeconds() - before;
                trial.record(elapsed, (System.nanoTime() - began) / 1e9);
                trial.record(read, cpu);
                trial.record(ratio, cpu / tar);
            }
        }
    }

    private static Layer push(RegistryClient client, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String digest = Payloads.digestOf(bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            client.pushBlobAtOnce(
                    REPOSITORY,
                    digest,
                    new Body.FilePart(new Body.Memory(ByteBuffer.allocate(0)), channel, 0, bytes.length));
        }
        return new Layer(digest, bytes.length);
    }

    /// Of a real image, so that it is read as one. What it says of the layers is nobody's concern here.
    static String config(int layers) {
        return "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + String.join(",", Collections.nCopies(layers, "\"sha256:" + "0".repeat(64) + "\"")) + "]}}";
    }

    /// Files of this machine, packed by tar into layers of about the same size.
    private static List<Path> layers(Path folder) throws IOException, InterruptedException {
        List<Path> layers = new ArrayList<>();
        List<List<String>> lists = lists();
        for (int number = 0; number < lists.size(); number++) {
            Path names = folder.resolve("files-" + number);
            Files.write(names, lists.get(number), StandardCharsets.UTF_8);
            Path layer = folder.resolve("layer-" + number + ".tar.gz");
            Commands.run("tar", "-C", "/", "-czf", layer.toString(), "--no-recursion", "-T", names.toString());
            layers.add(layer);
        }
        return layers;
    }

    private static List<List<String>> lists() throws IOException {
        List<List<String>> lists = new ArrayList<>();
        List<String> names = new ArrayList<>();
        long[] size = {0};
        for (String root : List.of("/usr/bin", "/usr/lib", "/usr/share", "/opt")) {
            if (!Files.isDirectory(Path.of(root))) {
                continue;
            }
            Files.walkFileTree(Path.of(root), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && Files.isReadable(file)) {
                        names.add(file.toString().substring(1));
                        size[0] += attributes.size();
                    }
                    if (size[0] >= LAYER_BYTES) {
                        lists.add(List.copyOf(names));
                        names.clear();
                        size[0] = 0;
                    }
                    return lists.size() < LAYERS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
            if (lists.size() == LAYERS) {
                return lists;
            }
        }
        throw new IllegalStateException(
                "this machine has less than " + LAYERS * LAYER_BYTES + " bytes of files to pack");
    }
}
