package dev.entrepot.e2e.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Condition;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import dev.entrepot.e2e.V2;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Layers that nobody builds by accident cost a worker, never the registry.
@Tag("scan")
class HostileLayersTest {
    private static final long HEAP_GROWTH = 64L * 1024 * 1024;
    private static final int NAMESPACES = 3;
    private static final int LEAST_LAYERS = 250;

    /// Of which a namespace's worker reads a few one after the other.
    private static final int TRACED = 24;

    /// One broken layer may keep a worker for this long; the server's own limit is far above.
    private static final String LONGEST = "30s";

    private static final Duration PULL_LIMIT = Duration.ofSeconds(5);
    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    @Test
    void registryAnswersPullsWhateverIsInTheLayers() throws Exception {
        var layers = HostileLayers.all();
        try (var scratch = Scratch.make();
                var server = Server.in(scratch.folder().resolve("server"))
                        .environment("ENTREPOT_SCANNING_TIME", LONGEST)
                        .start()) {
            var healthy = new V2(server, "safe/app");
            var blob = healthy.push("served all the time".getBytes(UTF_8));
            healthy.tag("1", blob, 19);
            long before = live(server);

            var pulls = new Pulls(server, blob);
            var images = push(server, layers);
            long most = 0;
            var states = new TreeMap<String, String>();
            for (var image : images.entrySet()) {
                states.put(image.getKey(), state(server, image.getValue()));
                if (states.size() % 40 == 0) {
                    most = Math.max(most, live(server));
                }
            }
            var failures = pulls.end();

            assertThat(layers).hasSizeGreaterThanOrEqualTo(LEAST_LAYERS);
            assertThat(failures).isEmpty();
            assertThat(pulls.count.get()).isGreaterThan(LEAST_LAYERS);
            assertThat(states.values()).isSubsetOf("read", "part", "unreadable");
            assertThat(unexplained(server, images)).isEmpty();
            assertThat(Math.max(most, live(server)) - before).isLessThan(HEAP_GROWTH);
            assertThat(server.ready()).isEqualTo(200);
            assertThat(server.serverErrors()).isEmpty();
        }
    }

    /// What the worker does is seen from outside, by the system calls that it makes once it has begun.
    @Test
    void workerOpensNothingThatALayerNames() throws Exception {
        try (var scratch = Scratch.make()) {
            var trace = scratch.folder().resolve("trace");
            try (var server = Server.in(scratch.folder().resolve("server"))
                    .under(
                            "strace",
                            "-f",
                            "-qq",
                            "-s",
                            "4096",
                            "-e",
                            "trace=execve,clone,clone3,fork,vfork,open,openat,openat2,creat,connect,socket,unlink,mkdir",
                            "-o",
                            trace.toString())
                    .start()) {
                var named = HostileLayers.all().entrySet().stream()
                        .filter(layer ->
                                layer.getKey().matches("(name|link|pax-name|node)-.*|rpm-sqlite-[0-3]|zip-bomb-64.*"))
                        .limit(TRACED)
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
                for (var image : push(server, named).values()) {
                    state(server, image);
                }
                server.stop();
            }

            var worker = WorkerTrace.read(trace);

            assertThat(worker.starts()).isPositive();
            assertThat(worker.opened()).isNotEmpty();
            assertThat(worker.openedElsewhere()).isEmpty();
            assertThat(worker.connected()).isEmpty();
        }
    }

    /// Pulls the same blob and manifest all the time, and notes each time that they do not come.
    private static final class Pulls {
        private final List<String> failures = new ArrayList<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;
        private final AtomicInteger count = new AtomicInteger();

        Pulls(Server server, String blob) {
            thread = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    for (var path : List.of("/v2/safe/app/manifests/1", "/v2/safe/app/blobs/" + blob)) {
                        pull(server, path);
                    }
                }
            });
        }

        private void pull(Server server, String path) {
            long began = System.nanoTime();
            try {
                var answer = server.send(
                        server.request(path).header("Accept", MANIFEST).build(), BodyHandlers.ofByteArray());
                var took = Duration.ofNanos(System.nanoTime() - began);
                if (answer.statusCode() != 200 || took.compareTo(PULL_LIMIT) > 0) {
                    failures.add(path + ": " + answer.statusCode() + " after " + took);
                }
                count.incrementAndGet();
            } catch (RuntimeException failed) {
                failures.add(path + ": " + failed);
            }
        }

        List<String> end() throws InterruptedException {
            over.set(true);
            thread.join();
            return failures;
        }
    }

    /// Pushes each layer as an image of its own, and returns the images by the layers' names.
    private static Map<String, String> push(Server server, Map<String, byte[]> layers) {
        var images = new LinkedHashMap<String, String>();
        for (var layer : layers.entrySet()) {
            var repository = "hostile-" + images.size() % NAMESPACES + "/layers";
            var there = new V2(server, repository);
            var tag = "t" + images.size();
            var digest = there.push(layer.getValue());
            var config =
                    "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                            .formatted(digest)
                            .getBytes(UTF_8);
            var manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                    .formatted(
                            MANIFEST,
                            descriptor(CONFIG, there.push(config), config.length),
                            descriptor(LAYER, digest, layer.getValue().length));
            var answer = server.send(
                    server.request("/v2/" + repository + "/manifests/" + tag)
                            .header("Content-Type", MANIFEST)
                            .PUT(BodyPublishers.ofString(manifest))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(layer.getKey() + answer.body()).isEqualTo(201);
            images.put(layer.getKey(), repository + ":" + tag);
        }
        return images;
    }

    private static String descriptor(String mediaType, String digest, long size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest, size);
    }

    /// What became of an image, once that is known.
    private static String state(Server server, String image) {
        var state = new String[1];
        Condition.await(image + " is looked at", () -> {
            state[0] = scan(server, image, "&wait=10s").path("state").stringValue("");
            return !state[0].equals("pending");
        });
        return state[0];
    }

    /// Images that were not read whole without a word about why.
    private static List<String> unexplained(Server server, Map<String, String> images) {
        return images.entrySet().stream()
                .filter(image -> {
                    var scan = scan(server, image.getValue(), "");
                    return !scan.path("state").stringValue("").equals("read")
                            && scan.path("problem").stringValue("").isBlank();
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    private static JsonNode scan(Server server, String image, String more) {
        var answer = server.get("/api/v1/scan?image=" + image + more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    /// Bytes of live objects, after a full collection.
    private static long live(Server server) {
        var histogram = Shell.in(server.data())
                .run(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.java().pid()),
                        "GC.class_histogram");
        var total = LIVE.matcher(histogram);
        assertThat(total.find()).as(histogram).isTrue();
        return Long.parseLong(total.group(1));
    }
}
