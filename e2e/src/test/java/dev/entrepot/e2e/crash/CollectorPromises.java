package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.crash.Journal.Pushed;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What collection owes, step by step, on a server with short times.
///
/// ```
///   0          push, mount, delete, push again; a collection takes nothing that is leased
///   0.6 lease  a HEAD renews
///   1.1 lease  a collection takes what nobody named; what is named stays, what was deleted comes back
///   then       all is deleted, and no byte stays
/// ```
final class CollectorPromises implements AutoCloseable {
    /// Where the first is too short for a machine to tell, the second is tried.
    private static final List<Duration> LEASES = List.of(Duration.ofSeconds(8), Duration.ofSeconds(30));

    private static final Duration MARGIN = Duration.ofMillis(300);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int BLOB_BYTES = 2_000;
    private static final int WAITS = 6;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Duration lease;
    private final Server server;
    private final Calls calls;
    private final Journal journal = new Journal();
    private final Random random = new Random(1);
    private final List<Kept> live = new ArrayList<>();
    private final List<Kept> hung = new ArrayList<>();
    private int marks;

    /// What is in a repository.
    private record Kept(String repository, Pushed manifest) {}

    /// A promise that was broken, as opposed to a machine that is too slow to tell.
    static final class BrokenException extends RuntimeException {
        BrokenException(String what) {
            super(what);
        }
    }

    /// Steps took longer than leases last.
    private static final class TooSlowException extends RuntimeException {
        TooSlowException(String what) {
            super(what);
        }
    }

    private CollectorPromises(Path folder, Duration lease, UnaryOperator<Launch> prepared) {
        this.lease = lease;
        this.server = prepared.apply(Server.in(folder)
                        .flag("-Xmx256m")
                        .environment("ENTREPOT_GARBAGE_LEASE", lease.toSeconds() + "s")
                        .environment("ENTREPOT_GARBAGE_DELAY", DELAY.toSeconds() + "s")
                        .environment("ENTREPOT_TRASH_KEEP", "1h"))
                .start();
        this.calls = new Calls(server.url(), server.basic());
    }

    /// The first promise that a server breaks; empty when it keeps them all.
    static Optional<String> broken(Path folder, UnaryOperator<Launch> prepared) {
        List<String> slow = new ArrayList<>();
        for (Duration lease : LEASES) {
            Path place = folder.resolve(lease.toString());
            try (CollectorPromises promises = new CollectorPromises(place, lease, prepared)) {
                promises.keep();
                return Optional.empty();
            } catch (BrokenException broken) {
                return Optional.ofNullable(broken.getMessage());
            } catch (TooSlowException again) {
                slow.add(again.getMessage());
            }
        }
        throw new AssertionError("this machine is too slow to tell: " + slow);
    }

    private void keep() {
        long began = System.nanoTime();
        Early early = within(began, lease, this::early);
        List<String> blobs = early.blobs;
        awaitPassed(early.held, lease.dividedBy(5).multipliedBy(3));
        long renewing = System.nanoTime();
        within(early.held, lease, () -> {
            call("HEAD", blobs.get(2), 200);
            return call("HEAD", blobs.get(3), 200);
        });

        awaitPassed(early.last, lease.plus(MARGIN));
        Kept late = within(renewing, lease, () -> {
            collect();
            call("GET", blobs.get(2), 200);
            call("GET", blobs.get(3), 200);
            return image("kept/renewed", "v", "", early.renewed);
        });
        live.add(late);
        call("GET", blobs.get(0), 404);
        call("GET", blobs.get(1), 404);
        early.deleted.forEach(this::restored);
        call("GET", Client.manifestPath("zero/orphan", early.referrer), 404);

        awaitPassed(System.nanoTime(), DELAY.plus(MARGIN));
        collect();
        hung.forEach(this::whole);
        live.forEach(this::whole);
        end();
    }

    /// What was done before the first lease was over.
    ///
    /// @param held before the first, and `last` after the last of those leases that matter later
    /// @param blobs paths of those that no manifest names: two that nobody uses, two that a HEAD is to renew
    /// @param renewed the digest of the third
    private record Early(
            long held, long last, List<String> blobs, String renewed, List<Kept> deleted, String referrer) {}

    private Early early() {
        Kept source = image("kept/source", "v", "", blob("kept/source"), blob("kept/source"));
        live.add(image("kept/named", "v", "", blob("kept/named"), blob("kept/named")));
        live.add(source);
        Kept tree = tree();
        Kept back = image("kept/back", "v", "", blob("kept/back"), blob("kept/back"));
        Kept zero = image("zero/back", "v", "", blob("zero/back"), blob("zero/back"));
        Kept purged = image("zero/gone", "v", "", blob("zero/gone"), blob("zero/gone"));
        Kept subject = image("zero/orphan", "s", "", blob("zero/orphan"));
        Kept referrer = image("zero/orphan", "r", subject.manifest.digest(), blob("zero/orphan"));
        keepTrash("zero", "0s");
        cancelledUpload();
        long held = System.nanoTime();
        String renewed = blob("kept/renewed");
        String mounted = source.manifest.blobs().getLast();
        List<String> blobs = List.of(
                Client.blobPath("kept/unnamed", blob("kept/unnamed")),
                Client.blobPath("kept/mounted", mounted),
                Client.blobPath("kept/renewed", renewed),
                Client.blobPath("kept/idle", blob("kept/idle")));
        mount("kept/mounted", mounted, source.repository);
        long last = System.nanoTime();
        List.of(back, zero, purged, subject).forEach(this::delete);
        call("DELETE", Client.manifestPath("zero/orphan", "r"), 202);

        collect();
        blobs.forEach(path -> call("GET", path, 200));
        put(zero, "v");
        live.add(zero);
        live.add(image("kept/back", "again", "", back.manifest.blobs().toArray(String[]::new)));
        live.forEach(this::whole);
        return new Early(held, last, blobs, renewed, List.of(tree, back), referrer.manifest.digest());
    }

    /// An index with an image and a signature, deleted: all of it is gone at once.
    private Kept tree() {
        String repository = "kept/tree";
        Kept child = image(repository, "", "", blob(repository), blob(repository));
        Pushed index = Manifests.index(journal, List.of(child.manifest.digest()), mark());
        Kept tree = new Kept(repository, index);
        put(tree, "v");
        Kept signature = image(repository, "", index.digest(), blob(repository));
        List<Kept> all = List.of(tree, child, signature);
        hung.addAll(all);
        all.forEach(this::whole);
        call("DELETE", Client.manifestPath(repository, index.digest()), 202);
        for (Kept each : all) {
            call("GET", Client.manifestPath(repository, each.manifest.digest()), 404);
            each.manifest.blobs().forEach(digest -> call("GET", Client.blobPath(repository, digest), 404));
        }
        return tree;
    }

    private void restored(Kept deleted) {
        String body = "{\"image\":\"" + deleted.repository + "@" + deleted.manifest.digest() + "\"}";
        answer("POST", "/api/v1/restores", body, 200);
        whole(deleted);
        call("GET", Client.manifestPath(deleted.repository, "v"), 200);
        live.add(deleted);
    }

    /// Deletes all; then nothing may stay.
    private void end() {
        keepTrash("kept", "0s");
        // What hangs on the index goes with it.
        live.forEach(each -> call("DELETE", Client.manifestPath(each.repository, each.manifest.digest()), 202));
        long began = System.nanoTime();
        collect();
        while (!server.blobFiles().isEmpty()) {
            require(
                    System.nanoTime() - began < lease.multipliedBy(4).toNanos(),
                    () -> server.blobFiles().size() + " files stay for good");
            LockSupport.parkNanos(POLL.toNanos());
            collect();
        }
        require(server.serverErrors().isEmpty(), () -> String.valueOf(server.serverErrors()));
    }

    /// A server that finds its clock set takes nothing away for the time of a lease.
    static Optional<String> brokenByClock(Path folder, UnaryOperator<Launch> prepared) {
        try (CollectorPromises promises = new CollectorPromises(folder, LEASES.getFirst(), prepared)) {
            new SetClock(promises.server).turnBack(Duration.ofHours(2));
            promises.server.start();
            JsonNode result = promises.collect();
            return result.has("pausedUntil")
                    ? Optional.empty()
                    : Optional.of("the clock was set, and collection went on: " + result);
        } catch (BrokenException broken) {
            return Optional.ofNullable(broken.getMessage());
        }
    }

    // What clients do.

    private String blob(String repository) {
        byte[] bytes = new byte[BLOB_BYTES];
        random.nextBytes(bytes);
        String digest = Digests.sha256(bytes);
        journal.rememberBlob(digest, bytes.length);
        String path = "/v2/" + repository + "/blobs/uploads/?digest=" + digest;
        check(calls.send("POST", path, Calls.OCTETS, BodyPublishers.ofByteArray(bytes)), "POST " + path, 201);
        return digest;
    }

    private void mount(String repository, String digest, String from) {
        call("POST", "/v2/" + repository + "/blobs/uploads/?mount=" + digest + "&from=" + from, 201);
    }

    private void cancelledUpload() {
        HttpResponse<byte[]> opened = call("POST", "/v2/kept/cancelled/blobs/uploads/", 202);
        String location = opened.headers().firstValue("Location").orElseThrow();
        var body = BodyPublishers.ofByteArray(new byte[BLOB_BYTES]);
        HttpResponse<byte[]> sent = calls.send("PATCH", location, Calls.OCTETS, body);
        check(sent, "PATCH " + location, 202);
        call("DELETE", sent.headers().firstValue("Location").orElseThrow(), 204);
    }

    private Kept image(String repository, String tag, String subject, String... blobs) {
        Kept kept = new Kept(repository, Manifests.image(journal, List.of(blobs), subject, mark()));
        put(kept, tag);
        return kept;
    }

    private void put(Kept kept, String tag) {
        journal.remember(kept.manifest);
        String path = Client.manifestPath(kept.repository, tag.isEmpty() ? kept.manifest.digest() : tag);
        var body = BodyPublishers.ofString(kept.manifest.text());
        check(calls.send("PUT", path, kept.manifest.mediaType(), body), "PUT " + path, 201);
    }

    private void delete(Kept kept) {
        whole(kept);
        call("DELETE", Client.manifestPath(kept.repository, kept.manifest.digest()), 202);
        kept.manifest.blobs().forEach(digest -> call("GET", Client.blobPath(kept.repository, digest), 404));
    }

    /// The manifest and its blobs are there, with their bytes.
    private void whole(Kept kept) {
        call("GET", Client.manifestPath(kept.repository, kept.manifest.digest()), 200);
        for (String digest : kept.manifest.blobs()) {
            String path = Client.blobPath(kept.repository, digest);
            byte[] bytes = call("GET", path, 200).body();
            require(Digests.match(digest, bytes), () -> "GET " + path + " has other bytes");
        }
    }

    private void keepTrash(String namespace, String time) {
        answer("PATCH", "/api/v1/namespaces/" + namespace, "{\"keeping\":{\"trashKeep\":\"" + time + "\"}}", 200);
    }

    /// Collects, and returns what came of it.
    private JsonNode collect() {
        JsonNode job = answer("POST", "/api/v1/jobs", "{\"kind\":\"collect\",\"parameters\":{}}", 202);
        String path = "/api/v1/jobs/" + job.get("id").asString();
        for (int wait = 0; wait < WAITS && job.get("endedAt") == null; wait++) {
            job = JSON.readTree(call("GET", path + "?wait=5s", 200).body());
        }
        JsonNode ended = job;
        require(ended.get("state").asString().equals("done"), () -> "a collection is " + ended);
        return ended.get("result");
    }

    // Requests and time.

    private JsonNode answer(String method, String path, String body, int status) {
        var answer = calls.send(method, path, "application/json", BodyPublishers.ofString(body));
        check(answer, method + " " + path + " " + body, status);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<byte[]> call(String method, String path, int... statuses) {
        var answer = calls.send(method, path, "", BodyPublishers.noBody());
        check(answer, method + " " + path, statuses);
        return answer;
    }

    private static void check(HttpResponse<byte[]> answer, String request, int... statuses) {
        for (int status : statuses) {
            if (answer.statusCode() == status) {
                return;
            }
        }
        throw new BrokenException(request + " answered " + answer.statusCode() + ", not " + statuses[0] + ": "
                + new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static void require(boolean kept, Supplier<String> otherwise) {
        if (!kept) {
            throw new BrokenException(otherwise.get());
        }
    }

    private static void awaitPassed(long since, Duration time) {
        long left = since + time.toNanos() - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = since + time.toNanos() - System.nanoTime();
        }
    }

    /// Steps that prove something only while a lease lasts.
    private static <T> T within(long since, Duration limit, Supplier<T> steps) {
        try {
            T done = steps.get();
            inTime(since, limit);
            return done;
        } catch (BrokenException broken) {
            inTime(since, limit);
            throw broken;
        }
    }

    private static void inTime(long since, Duration limit) {
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        if (took.compareTo(limit) > 0) {
            throw new TooSlowException("steps took " + took + ", a lease " + limit);
        }
    }

    private String mark() {
        return "promise-" + marks++;
    }

    @Override
    public void close() {
        calls.close();
        if (server.alive()) {
            server.kill();
        }
        server.close();
    }
}
