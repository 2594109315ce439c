package dev.entrepot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The kinds of load of zot's benchmark `zb`, in an implementation of our own: catalog, pushes at once and in chunks,
/// pulls, and mixtures, with layers of 1, 10 and 100 MiB.
final class MixedRow implements Row {

    private static final int CLIENTS = 10;
    private static final long CHUNK = 10 * Payloads.MIB;

    /// Pulls are over sooner than pushes: so many more of them, for the rate to mean something.
    private static final int PULLS = 4;

    /// The same choices for every contender.
    private static final long SEED = 20_261_101;

    private enum Size {
        MB_1(Payloads.MIB, 100),
        MB_10(10 * Payloads.MIB, 50),
        MB_100(100 * Payloads.MIB, 10);

        private final long bytes;
        private final int requests;

        Size(long bytes, int requests) {
            this.bytes = bytes;
            this.requests = requests;
        }
    }

    private enum Kind {
        PUSH_AT_ONCE,
        PUSH_CHUNKS,
        PULL
    }

    /// One test: how many requests, and what each of them does, drawn by the number of the request.
    private record Test(Measure measure, List<Step> steps) {}

    private record Step(Kind kind, Size size) {}

    private final Measure catalog = measure("catalog");
    private final List<Test> tests = tests();

    private static Measure measure(String label) {
        return new Measure(
                "zb: " + label,
                "requests/s",
                new Target.AtLeastTimes(1, Contender.DISTRIBUTION),
                new Target.AtLeastTimes(1, Contender.DOCKER_REGISTRY));
    }

    private static List<Test> tests() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Test> tests = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Size size : Size.values()) {
                String label = label(kind) + " of " + label(size);
                tests.add(new Test(
                        measure(label),
                        steps(kind == Kind.PULL ? PULLS * size.requests : size.requests, () -> new Step(kind, size))));
            }
        }
        tests.add(new Test(
                measure("pull, 20 % 1 MB, 70 % 10 MB, 10 % 100 MB"),
                steps(50 * PULLS, () -> new Step(Kind.PULL, draw(random, 20, 70)))));
        tests.add(new Test(
                measure("push at once, 20 % 1 MB, 70 % 10 MB, 10 % 100 MB"),
                steps(50, () -> new Step(Kind.PUSH_AT_ONCE, draw(random, 20, 70)))));
        tests.add(new Test(
                measure("push in chunks, a third each"),
                steps(30, () -> new Step(Kind.PUSH_CHUNKS, draw(random, 33, 33)))));
        for (Size size : Size.values()) {
            tests.add(new Test(
                    measure("75 % pull, 25 % push of " + label(size)),
                    steps(
                            2 * size.requests,
                            () -> new Step(random.nextInt(100) < 75 ? Kind.PULL : Kind.PUSH_AT_ONCE, size))));
        }
        return tests;
    }

    private static String label(Kind kind) {
        return switch (kind) {
            case PUSH_AT_ONCE -> "push at once";
            case PUSH_CHUNKS -> "push in chunks";
            case PULL -> "pull";
        };
    }

    private static String label(Size size) {
        return size.bytes / Payloads.MIB + " MB";
    }

    private static Size draw(SplittableRandom random, int small, int medium) {
        int drawn = random.nextInt(100);
        return drawn < small ? Size.MB_1 : drawn < small + medium ? Size.MB_10 : Size.MB_100;
    }

    private static List<Step> steps(int count, Supplier<Step> step) {
        return Stream.generate(step).limit(count).toList();
    }

    @Override
    public String name() {
        return "zb";
    }

    @Override
    public String what() {
        return "The kinds of load of zot's benchmark zb with " + CLIENTS
                + " clients. A push is a layer, a config and a "
                + "manifest into a repository that is new each time, in chunks of 10 MiB or at once; the layers of one "
                + "size are the same bytes, as in zb. A pull is HEAD and GET of the manifest, the config and the layer. "
                + "Entrepot's tokens, one for each new repository, are fetched before the clock starts.";
    }

    @Override
    public List<Measure> measures() {
        List<Measure> all = new ArrayList<>(List.of(catalog));
        tests.forEach(test -> all.add(test.measure()));
        return all;
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        try (Server server = trial.start()) {
            Map<Size, Image> images = new EnumMap<>(Size.class);
            for (Size size : Size.values()) {
                images.put(size, Image.push(server, size, trial.payloads().make(size.bytes)));
            }
            new Run(server, "bench/zb-warm-up", warmUp(), images, newLayers(trial)).perSecond();
            for (int i = 0; i < tests.size(); i++) {
                Test test = tests.get(i);
                Run run = new Run(server, "bench/zb" + i, test.steps(), images, newLayers(trial));
                trial.record(test.measure(), run.perSecond());
            }
            catalog(trial, server);
        }
    }

    private static List<Step> warmUp() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < Size.MB_1.requests; i++) {
            Size size = i % 10 == 0 ? Size.MB_10 : Size.MB_1;
            for (Kind kind : Kind.values()) {
                steps.add(new Step(kind, size));
            }
        }
        return steps;
    }

    /// What one test pushes shall not be there from the test before.
    private static Map<Size, Payload> newLayers(Trial trial) throws IOException {
        Map<Size, Payload> layers = new EnumMap<>(Size.class);
        for (Size size : Size.values()) {
            layers.put(size, trial.payloads().make(size.bytes));
        }
        return layers;
    }

    private void catalog(Trial trial, Server server) throws IOException {
        List<String> admission = server.admission("registry:catalog:*");
        GetLoad load = new GetLoad(server.address(), "/v2/_catalog", admission, CLIENTS);
        load.run(Duration.ofSeconds(2));
        trial.record(catalog, load.run(Duration.ofSeconds(3)).perSecond());
    }

    /// An image that is there to be pulled.
    private record Image(String repository, RegistryClient.PulledImage parts) {
        static Image push(Server server, Size size, Payload layer) throws IOException {
            String repository = "bench/zb-" + size.bytes;
            try (RegistryClient client = server.client(repository)) {
                String manifest = client.pushImage(repository, "latest", layer);
                String digest = Payloads.digestOf(manifest.getBytes(StandardCharsets.UTF_8));
                String config = Payloads.digestOf("{}".getBytes(StandardCharsets.UTF_8));
                return new Image(
                        repository, new RegistryClient.PulledImage(digest, config, layer.digest(), layer.size()));
            }
        }
    }

    /// One test under way.
    private record Run(
            Server server, String prefix, List<Step> steps, Map<Size, Image> images, Map<Size, Payload> layers) {

        double perSecond() throws IOException, InterruptedException {
            List<List<String>> admissions = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                admissions.add(server.admission("repository:" + repository(i) + ":pull,push"));
            }
            long began = System.nanoTime();
            Crew.run(CLIENTS, client -> {
                try (Connection connection = new Connection(server.address())) {
                    for (int i = client; i < steps.size(); i += CLIENTS) {
                        take(new RegistryClient(connection, admissions.get(i)), i);
                    }
                }
            });
            return steps.size() / ((System.nanoTime() - began) / 1e9);
        }

        private String repository(int step) {
            return steps.get(step).kind() == Kind.PULL ? image(step).repository() : prefix + "-" + step;
        }

        private Image image(int step) {
            return Objects.requireNonNull(images.get(steps.get(step).size()));
        }

        private void take(RegistryClient client, int step) throws IOException {
            String repository = repository(step);
            Payload layer = Objects.requireNonNull(layers.get(steps.get(step).size()));
            switch (steps.get(step).kind()) {
                case PULL -> client.pullImage(repository, "latest", image(step).parts());
                case PUSH_AT_ONCE -> client.pushImage(repository, "tag" + step, layer);
                case PUSH_CHUNKS -> {
                    client.pushBlobInChunks(repository, layer, CHUNK);
                    List<Layer> layers = List.of(new Layer(layer.digest(), layer.size()));
                    client.pushManifestAround(repository, "tag" + step, layers, "{}");
                }
            }
        }
    }
}
