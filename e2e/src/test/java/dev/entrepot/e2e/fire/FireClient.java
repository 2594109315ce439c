package dev.entrepot.e2e.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.fire.Line.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/// One client. Its manifests are its own: between the 201 and its own deletion each must be whole at any moment. The
/// blobs they name are everybody's, in repositories that all clients write to.
final class FireClient {
    private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String OCTETS = "application/octet-stream";
    private static final int BLOBS = 60;
    private static final int MOST = 12;

    /// A HEAD renews a lease that is less than half good: so long, at least, a pusher may rely on it.
    private final long reliableNanos;

    private final int number;
    private final Random random;
    private final Line line;
    private final Tally tally;
    private final List<Image> live = new ArrayList<>();
    private final Deque<Image> deleted = new ArrayDeque<>();
    private int made;

    /// A manifest of this client.
    ///
    /// @param blobs numbers of those it names
    @SuppressWarnings("ArrayRecordComponent")
    private record Image(String repository, String tag, String digest, String type, byte[] bytes, List<Integer> blobs) {
        String path() {
            return "/v2/" + repository + "/manifests/" + digest;
        }

        String tagPath() {
            return "/v2/" + repository + "/manifests/" + tag;
        }
    }

    FireClient(int number, long seed, Line line, Tally tally, Duration lease) {
        this.number = number;
        this.random = new Random(seed * 31 + number);
        this.line = line;
        this.tally = tally;
        this.reliableNanos = lease.toNanos() / 2;
    }

    void work() {
        while (tally.goesOn()) {
            int choice = random.nextInt(100);
            if (live.size() > MOST || (choice < 30 && !live.isEmpty())) {
                delete(live.remove(random.nextInt(live.size())));
            } else if (choice < 62) {
                push();
            } else if (choice < 68) {
                pushIndex();
            } else if (choice < 80) {
                restore();
            } else if (!live.isEmpty()) {
                readWhole(live.get(random.nextInt(live.size())));
            }
        }
    }

    /// Deletes what is left.
    void end() {
        live.forEach(image -> line.ask("DELETE", image.path()));
        live.clear();
    }

    private Answer ask(String method, String path, String type, byte[] body, int... expected) {
        Answer answer = line.ask(method, path, type, body);
        tally.event(method + " " + answer.status());
        if (Arrays.stream(expected).noneMatch(status -> status == answer.status())) {
            tally.violation("client " + number + ": " + method + " " + path + " was answered " + answer.status() + ": "
                    + answer.text());
        }
        return answer;
    }

    private Answer ask(String method, String path, int... expected) {
        return ask(method, path, "", new byte[0], expected);
    }

    private static String repository(int which) {
        return (which % 2 == 0 ? "keeps/app" : "drops/app") + which % 6;
    }

    private static byte[] content(int blob) {
        byte[] bytes = new byte[200 + blob * 7];
        new Random(blob).nextBytes(bytes);
        return bytes;
    }

    private void push() {
        String repository = repository(random.nextInt(6));
        int first = random.nextInt(BLOBS);
        List<Integer> blobs = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            blobs.add((first + i * i) % BLOBS);
        }
        long began = System.nanoTime();
        blobs.forEach(blob -> bring(repository, blob));
        StringBuilder layers = new StringBuilder();
        for (int blob : blobs) {
            layers.append(layers.isEmpty() ? "" : ",")
                    .append(descriptor(OCTETS, Layout.digest(content(blob)), content(blob).length));
        }
        byte[] bytes = ("{\"schemaVersion\":2,\"mediaType\":\"" + IMAGE + "\",\"config\":"
                        + descriptor(OCTETS, Layout.digest(content(blobs.getFirst())), content(blobs.getFirst()).length)
                        + ",\"layers\":[" + layers + "],\"annotations\":{\"of\":\"" + number + "-" + made++ + "\"}}")
                .getBytes(UTF_8);
        put(new Image(repository, "t" + number + "-" + made, Layout.digest(bytes), IMAGE, bytes, blobs), began);
    }

    private void pushIndex() {
        if (live.isEmpty()) {
            return;
        }
        Image child = live.get(random.nextInt(live.size()));
        if (!child.type().equals(IMAGE)) {
            return;
        }
        long began = System.nanoTime();
        ask("HEAD", child.path(), 200);
        byte[] bytes = ("{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":["
                        + descriptor(IMAGE, child.digest(), child.bytes().length) + "],\"annotations\":{\"of\":\""
                        + number + "-" + made++ + "\"}}")
                .getBytes(UTF_8);
        // The index is deleted before its child is: while it names the child, the child cannot be.
        Image index = new Image(child.repository(), "i" + number, Layout.digest(bytes), INDEX, bytes, List.of());
        if (put(index, began)) {
            live.remove(index);
            readWhole(index);
            delete(index);
        }
    }

    private static String descriptor(String type, String digest, int size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest, size);
    }

    /// As docker does it: asked first, mounted where it may be, sent otherwise.
    private void bring(String repository, int blob) {
        byte[] bytes = content(blob);
        String digest = Layout.digest(bytes);
        if (ask("HEAD", "/v2/" + repository + "/blobs/" + digest, 200, 404).status() == 200) {
            return;
        }
        String uploads = "/v2/" + repository + "/blobs/uploads/";
        String from = repository(random.nextInt(6));
        String mount = random.nextBoolean() ? "?mount=" + digest + "&from=" + from : "";
        Answer opened = ask("POST", uploads + mount, 201, 202);
        if (opened.status() == 202) {
            String location = opened.location();
            ask("PUT", location + (location.contains("?") ? "&" : "?") + "digest=" + digest, OCTETS, bytes, 201);
        }
    }

    /// Everything it names was there when it was asked for, or was brought.
    private boolean put(Image image, long began) {
        Answer answer = ask("PUT", image.tagPath(), image.type(), image.bytes(), 201, 404);
        if (answer.status() == 201) {
            live.removeIf(other -> other.digest().equals(image.digest()));
            live.add(image);
            return true;
        }
        if (System.nanoTime() - began < reliableNanos) {
            tally.violation("client " + number + ": what HEAD said exists was unknown to PUT " + image.tagPath() + ": "
                    + answer.text());
        }
        return false;
    }

    private void readWhole(Image image) {
        Answer answer = ask("GET", image.path(), 200);
        if (answer.status() == 200 && !Arrays.equals(answer.body(), image.bytes())) {
            tally.violation("client " + number + ": other bytes under " + image.path());
        }
        for (int blob : image.blobs()) {
            String path = "/v2/" + image.repository() + "/blobs/" + Layout.digest(content(blob));
            Answer bytes = ask("GET", path, 200);
            if (bytes.status() == 200 && !Arrays.equals(bytes.body(), content(blob))) {
                tally.violation("client " + number + ": other bytes under " + path);
            }
        }
    }

    private void delete(Image image) {
        ask("DELETE", image.path(), 202);
        ask("GET", image.path(), 404);
        if (image.type().equals(IMAGE)) {
            deleted.addLast(image);
        }
        if (deleted.size() > 4) {
            deleted.removeFirst();
        }
    }

    /// Comes back whole, or is gone for good.
    private void restore() {
        if (deleted.isEmpty()) {
            return;
        }
        Image image = deleted.removeLast();
        String body = "{\"image\":\"" + image.repository() + "@" + image.digest() + "\"}";
        Answer answer = ask("POST", "/api/v1/restores", "application/json", body.getBytes(UTF_8), 200, 404, 409);
        if (answer.status() == 200) {
            live.add(image);
            readWhole(image);
        }
    }
}
