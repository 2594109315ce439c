package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.crash.Calls.UnansweredException;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/// The ways in which clients send a blob.
final class BlobPush {
    private static final int PARTS = 3;
    private final Calls calls;
    private final Journal journal;
    private final Random random;

    BlobPush(Calls calls, Journal journal, Random random) {
        this.calls = calls;
        this.journal = journal;
        this.random = random;
    }

    /// Pushes `bytes` in one of the ways of the specification and returns their digest.
    String push(String repository, byte[] bytes) {
        String digest = random.nextInt(10) == 0 ? Digests.sha512(bytes) : Digests.sha256(bytes);
        return push(repository, digest, bytes);
    }

    String push(String repository, String digest, byte[] bytes) {
        journal.rememberBlob(digest, bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> inOnePost(repository, digest, bytes);
            case 1 -> finish(repository, open(repository), digest, bytes, "");
            case 2 -> inChunks(repository, digest, bytes);
            default -> asStream(repository, digest, bytes);
        }
        return digest;
    }

    private void inOnePost(String repository, String digest, byte[] bytes) {
        Register register = journal.blob(repository, digest);
        Register.Write write = register.begin(Journal.PRESENT);
        long began = System.nanoTime();
        String path = uploads(repository) + "?digest=" + digest;
        expect(calls.send("POST", path, Calls.OCTETS, BodyPublishers.ofByteArray(bytes)), "POST " + path, 201);
        register.acknowledge(write);
        leased(repository, digest, began);
    }

    private void inChunks(String repository, String digest, byte[] bytes) {
        String location = open(repository);
        int chunk = bytes.length / PARTS;
        location = patch(location, bytes, 0, chunk);
        location = patch(location, bytes, chunk, 2 * chunk);
        byte[] last = Arrays.copyOfRange(bytes, 2 * chunk, bytes.length);
        finish(repository, location, digest, last, (2 * chunk) + "-" + (bytes.length - 1));
    }

    private void asStream(String repository, String digest, byte[] bytes) {
        String location = open(repository);
        var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
        var answer = expect(calls.send("PATCH", location, Calls.OCTETS, body), "PATCH " + location, 202);
        finish(repository, location(answer), digest, new byte[0], "");
    }

    /// Opens an upload and returns where it goes on.
    String open(String repository) {
        return location(expect(calls.post(uploads(repository)), "POST " + uploads(repository), 202));
    }

    /// Sends the bytes `from` to `to` and returns where the upload goes on.
    String patch(String location, byte[] bytes, int from, int to) {
        var body = BodyPublishers.ofByteArray(bytes, from, to - from);
        String range = from + "-" + (to - 1);
        return location(expect(
                calls.send("PATCH", location, Calls.OCTETS, body, range), "PATCH " + location + " " + range, 202));
    }

    /// Ends an upload with its last bytes.
    void finish(String repository, String location, String digest, byte[] last, String range) {
        Register register = journal.blob(repository, digest);
        Register.Write write = register.begin(Journal.PRESENT);
        long began = System.nanoTime();
        String path = location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
        expect(
                calls.send("PUT", path, Calls.OCTETS, BodyPublishers.ofByteArray(last), range),
                "PUT " + path + " " + range,
                201);
        register.acknowledge(write);
        leased(repository, digest, began);
    }

    private void leased(String repository, String digest, long began) {
        journal.holds().lease(new Journal.Name(Journal.Kind.BLOB, repository, digest), began, Holds.LEASE);
    }

    /// Mounts a blob of another repository; false when the server opened an upload instead (which is cancelled).
    boolean mount(String repository, String digest, String from) {
        Register register = journal.blob(repository, digest);
        Register.Write write = register.begin(Journal.PRESENT);
        long began = System.nanoTime();
        String path = uploads(repository) + "?mount=" + digest + "&from=" + from;
        var answer = expect(calls.post(path), "POST " + path, 201, 202);
        if (answer.statusCode() == 201) {
            register.acknowledge(write);
            leased(repository, digest, began);
            return true;
        }
        register.withdraw(write);
        String location = location(answer);
        expect(calls.delete(location), "DELETE " + location, 204);
        return false;
    }

    /// Any answer but the statuses given is a broken promise, unless the server is just being ended.
    HttpResponse<byte[]> expect(HttpResponse<byte[]> answer, String request, int... statuses) {
        if (journal.powerless()) {
            // An fsync that is under way when FS_IOC_SHUTDOWN comes may report success although the journal's
            // transaction is dropped; where the power is really gone nobody is told.
            throw new UnansweredException(request + " was answered after the power had gone");
        }
        if (IntStream.of(statuses).anyMatch(status -> status == answer.statusCode())) {
            journal.countAcknowledged();
            return answer;
        }
        String text = request + " answered " + answer.statusCode() + ", not " + Arrays.toString(statuses) + ": "
                + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
        if (answer.statusCode() < 500 || !journal.crashing()) {
            journal.violation(text);
        }
        throw new UnansweredException(text);
    }

    private static String uploads(String repository) {
        return "/v2/" + repository + "/blobs/uploads/";
    }

    private static String location(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("no Location in " + answer));
    }
}
