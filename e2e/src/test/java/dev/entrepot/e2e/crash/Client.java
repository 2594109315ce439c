package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.crash.Calls.UnansweredException;
import dev.entrepot.e2e.crash.Journal.OpenUpload;
import dev.entrepot.e2e.crash.Journal.Pushed;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// One of the clients: pushes, tags, moves, deletes and reads until nobody answers any more.
///
/// It alone writes to its two repositories, so every read can be checked at once; all clients write to the tags of
/// a third one.
final class Client {
    static final String SHARED = "crash/shared";
    private static final int MAX_MANIFESTS = 20;
    private static final int MAX_OPEN_UPLOADS = 3;
    private static final int BASE_BLOBS = 8;
    private static final int BASE_BLOB_BYTES = 100_000;

    private final int number;
    private final Random random;
    private final Journal journal;
    private final List<Shelf> shelves;
    private int made;

    Client(int number, long seed, Journal journal) {
        this.number = number;
        this.random = new Random(seed * 31 + number);
        this.journal = journal;
        this.shelves = List.of(
                new Shelf(journal, random, "crash/c" + number + "-a"),
                new Shelf(journal, random, "crash/c" + number + "-b"));
    }

    /// Works until a request has no answer, or `stop` holds.
    void work(Calls calls, BooleanSupplier stop) {
        shelves.forEach(Shelf::tidy);
        BlobPush blobs = new BlobPush(calls, journal, random);
        try {
            while (!stop.getAsBoolean()) {
                step(calls, blobs);
            }
        } catch (UnansweredException e) {
            if (!journal.crashing()) {
                journal.violation("client " + number + " had no answer while the server was up: " + e.getMessage());
            }
        }
    }

    private void step(Calls calls, BlobPush blobs) {
        Shelf shelf = shelves.get(random.nextInt(shelves.size()));
        int choice = shelf.size() > MAX_MANIFESTS ? 45 + random.nextInt(20) : random.nextInt(100);
        if (choice < 25) {
            pushImage(calls, blobs, shelf);
        } else if (choice < 30) {
            pushIndex(calls, blobs, shelf);
        } else if (choice < 38) {
            moveTag(calls, blobs, shelf);
        } else if (choice < 45) {
            deleteTag(calls, blobs, shelf);
        } else if (choice < 58) {
            deleteManifest(calls, blobs, shelf);
        } else if (choice < 65) {
            deleteBlob(calls, blobs, shelf);
        } else if (choice < 78) {
            goOnWithAnUpload(calls, blobs, shelf);
        } else if (choice < 82) {
            changeTheSharedTag(calls, blobs);
        } else {
            read(calls, blobs, shelf);
        }
    }

    private void pushImage(Calls calls, BlobPush blobs, Shelf shelf) {
        String repository = shelf.repository();
        List<String> layers = new ArrayList<>();
        int count = 2 + random.nextInt(3);
        for (int layer = 0; layer < count; layer++) {
            layers.add(blob(calls, blobs, shelf));
        }
        String subject = random.nextInt(5) == 0 ? shelf.anyManifest().orElse("") : "";
        Pushed manifest = Manifests.image(journal, layers, subject, number + "-" + made++);
        String reference = random.nextInt(5) == 0 ? manifest.digest() : shelf.anyTagName();
        shelf.addManifest(manifest.digest());
        put(calls, blobs, repository, manifest, reference);
    }

    private void pushIndex(Calls calls, BlobPush blobs, Shelf shelf) {
        Optional<String> child = shelf.anyManifest();
        if (child.isPresent()) {
            Pushed index = Manifests.index(journal, List.of(child.get()), number + "-" + made++);
            shelf.addManifest(index.digest());
            put(calls, blobs, shelf.repository(), index, shelf.anyTagName());
        }
    }

    private void moveTag(Calls calls, BlobPush blobs, Shelf shelf) {
        shelf.anyManifest()
                .ifPresent(digest -> put(calls, blobs, shelf.repository(), journal.pushed(digest), shelf.anyTagName()));
    }

    /// A blob that is in the repository when this returns: new, known to all clients, or mounted.
    private String blob(Calls calls, BlobPush blobs, Shelf shelf) {
        String repository = shelf.repository();
        int way = random.nextInt(100);
        String digest;
        if (way < 15) {
            digest = baseBlob(calls, blobs, repository, random.nextInt(BASE_BLOBS));
        } else if (way < 35) {
            Shelf other = shelves.get(random.nextInt(shelves.size()));
            Optional<String> mounted = other.anyBlob()
                    .filter(wanted -> !other.equals(shelf)
                            && journal.blob(repository, wanted).certainly(Journal.ABSENT)
                            && blobs.mount(repository, wanted, other.repository()));
            digest = mounted.orElseGet(() -> blobs.push(repository, newBytes()));
        } else {
            digest = blobs.push(repository, newBytes());
        }
        shelf.addBlob(digest);
        return digest;
    }

    /// One of the blobs that all clients push at the same time.
    private String baseBlob(Calls calls, BlobPush blobs, String repository, int which) {
        byte[] bytes = new byte[BASE_BLOB_BYTES];
        new Random(which).nextBytes(bytes);
        String digest = Digests.sha256(bytes);
        Journal.Name name = new Journal.Name(Journal.Kind.BLOB, repository, digest);
        if (journal.holds().keepForUse(name)) {
            long began = System.nanoTime();
            String path = blobPath(repository, digest);
            blobs.expect(calls.head(path), "HEAD " + path, 200);
            journal.holds().lease(name, began, Holds.LEASE.dividedBy(2));
            return digest;
        }
        return blobs.push(repository, digest, bytes);
    }

    private byte[] newBytes() {
        int most = random.nextInt(20) == 0 ? 1 << 20 : 1 << 15;
        byte[] bytes = new byte[100 + random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void put(Calls calls, BlobPush blobs, String repository, Pushed manifest, String reference) {
        journal.remember(manifest);
        journal.holds().pushing(repository, manifest);
        Map<Journal.Name, Register.Write> coming = new LinkedHashMap<>();
        come(repository, manifest, coming);
        boolean tagged = !reference.equals(manifest.digest());
        Optional<Register> tag = tagged ? Optional.of(journal.tag(repository, reference)) : Optional.empty();
        Optional<Register.Write> move = tag.map(each -> each.begin(manifest.digest()));
        long began = System.nanoTime();
        String path = manifestPath(repository, reference);
        var body = BodyPublishers.ofString(manifest.text());
        blobs.expect(calls.send("PUT", path, manifest.mediaType(), body), "PUT " + path, 201);
        coming.forEach((name, write) -> {
            journal.register(name).acknowledge(write);
            journal.holds().lease(name, began, Holds.LEASE.dividedBy(2));
        });
        tag.ifPresent(each -> each.acknowledge(move.orElseThrow()));
    }

    /// A manifest that is there has all that it names: what was deleted meanwhile comes back with it.
    private void come(String repository, Pushed manifest, Map<Journal.Name, Register.Write> coming) {
        come(new Journal.Name(Journal.Kind.MANIFEST, repository, manifest.digest()), coming);
        manifest.blobs().forEach(digest -> come(new Journal.Name(Journal.Kind.BLOB, repository, digest), coming));
        manifest.children().forEach(digest -> come(repository, journal.pushed(digest), coming));
    }

    private void come(Journal.Name name, Map<Journal.Name, Register.Write> coming) {
        coming.computeIfAbsent(name, _ -> journal.register(name).begin(Journal.PRESENT));
    }

    private void deleteTag(Calls calls, BlobPush blobs, Shelf shelf) {
        String name = shelf.anyTagName();
        Register tag = journal.tag(shelf.repository(), name);
        if (!tag.possibly(Journal.ABSENT)) {
            Register.Write deletion = tag.begin(Journal.ABSENT);
            String path = manifestPath(shelf.repository(), name);
            blobs.expect(calls.delete(path), "DELETE " + path, 202);
            tag.acknowledge(deletion);
        }
    }

    /// Deletes a manifest; sometimes it is pushed again at once, by somebody who was told that its blobs are there.
    private void deleteManifest(Calls calls, BlobPush blobs, Shelf shelf) {
        Optional<String> digest = shelf.anyDeletableManifest();
        if (digest.isEmpty()) {
            return;
        }
        String repository = shelf.repository();
        List<String> tags = Shelf.tagNames().stream()
                .filter(name -> journal.tag(repository, name).certainly(digest.get()))
                .toList();
        Taking taking = new Taking(journal, repository, digest.get(), shelf.manifests());
        String path = manifestPath(repository, digest.get());
        blobs.expect(calls.delete(path), "DELETE " + path, 202);
        taking.acknowledge();
        taking.perhaps().forEach(name -> look(calls, blobs, name));
        Pushed deleted = journal.pushed(digest.get());
        boolean revivable = deleted.children().isEmpty()
                && deleted.blobs().stream()
                        .allMatch(blob ->
                                journal.holds().leasedForUse(new Journal.Name(Journal.Kind.BLOB, repository, blob)));
        int next = random.nextInt(4);
        if (next == 0 && deleted.children().isEmpty()) {
            restore(calls, blobs, repository, deleted, tags, taking);
        } else if (revivable && next == 1) {
            put(calls, blobs, repository, deleted, random.nextBoolean() ? digest.get() : shelf.anyTagName());
        }
        shelf.tidy();
    }

    /// Out of the trash, with its tags and all that went with it; or its time there is over.
    private void restore(
            Calls calls, BlobPush blobs, String repository, Pushed deleted, List<String> tags, Taking taking) {
        Map<Journal.Name, Register.Write> coming = new LinkedHashMap<>();
        come(repository, deleted, coming);
        taking.perhaps().forEach(name -> come(name, coming));
        Map<Register, Register.Write> pointing = new LinkedHashMap<>();
        tags.stream()
                .map(name -> journal.tag(repository, name))
                .forEach(tag -> pointing.put(tag, tag.begin(deleted.digest())));
        var body = BodyPublishers.ofString("{\"image\":\"" + repository + "@" + deleted.digest() + "\"}");
        var answer = blobs.expect(
                calls.send("POST", "/api/v1/restores", "application/json", body),
                "restoring " + repository + "@" + deleted.digest(),
                200,
                404);
        if (answer.statusCode() == 200) {
            coming.forEach((name, write) -> journal.register(name).acknowledge(write));
            pointing.forEach(Register::acknowledge);
            taking.perhaps().forEach(name -> look(calls, blobs, name));
        } else {
            coming.forEach((name, write) -> journal.register(name).withdraw(write));
            pointing.forEach(Register::withdraw);
        }
    }

    /// What is there now is what holds: nobody else writes to this repository.
    private void look(Calls calls, BlobPush blobs, Journal.Name name) {
        String path = name.kind() == Journal.Kind.BLOB
                ? blobPath(name.repository(), name.name())
                : manifestPath(name.repository(), name.name());
        boolean there = blobs.expect(calls.head(path), "HEAD " + path, 200, 404).statusCode() == 200;
        journal.register(name).settle(there ? Journal.PRESENT : Journal.ABSENT);
    }

    private void deleteBlob(Calls calls, BlobPush blobs, Shelf shelf) {
        Optional<String> digest = shelf.anyDeletableBlob();
        if (digest.isPresent()) {
            Register blob = journal.blob(shelf.repository(), digest.get());
            Register.Write deletion = blob.begin(Journal.ABSENT);
            String path = blobPath(shelf.repository(), digest.get());
            blobs.expect(calls.delete(path), "DELETE " + path, 202);
            blob.acknowledge(deletion);
            shelf.tidy();
        }
    }

    private void goOnWithAnUpload(Calls calls, BlobPush blobs, Shelf shelf) {
        List<Map.Entry<String, OpenUpload>> open = journal.uploads().entrySet().stream()
                .filter(entry -> entry.getValue().repository().equals(shelf.repository()))
                .filter(entry -> !entry.getValue().ending())
                .toList();
        if (open.size() < MAX_OPEN_UPLOADS) {
            OpenUpload upload = new OpenUpload(shelf.repository(), newBytes());
            journal.uploads().put(blobs.open(shelf.repository()), upload);
            return;
        }
        Map.Entry<String, OpenUpload> chosen = open.get(random.nextInt(open.size()));
        OpenUpload upload = chosen.getValue();
        int left = upload.bytes().length - upload.acknowledged();
        int choice = random.nextInt(4);
        if (choice == 0) {
            upload.end();
            blobs.expect(calls.delete(chosen.getKey()), "DELETE " + chosen.getKey(), 204);
            upload.cancelAcknowledged();
        } else if (choice == 1 || left < 8) {
            shelf.addBlob(finish(blobs, chosen.getKey(), upload));
        } else {
            int to = upload.acknowledged() + left / 2;
            upload.send(to);
            blobs.patch(chosen.getKey(), upload.bytes(), upload.acknowledged(), to);
            upload.acknowledge(to);
        }
    }

    private String finish(BlobPush blobs, String location, OpenUpload upload) {
        String digest = Digests.sha256(upload.bytes());
        journal.rememberBlob(digest, upload.bytes().length);
        upload.end();
        upload.send(upload.bytes().length);
        byte[] last = Arrays.copyOfRange(upload.bytes(), upload.acknowledged(), upload.bytes().length);
        blobs.finish(upload.repository(), location, digest, last, "");
        journal.uploads().remove(location);
        return digest;
    }

    private void changeTheSharedTag(Calls calls, BlobPush blobs) {
        Register tag = journal.tag(SHARED, "moving");
        if (random.nextInt(4) == 0) {
            Register.Write deletion = tag.begin(Journal.ABSENT);
            String path = manifestPath(SHARED, "moving");
            var answer = blobs.expect(calls.delete(path), "DELETE " + path, 202, 404);
            if (answer.statusCode() == 202) {
                tag.acknowledge(deletion);
            } else {
                tag.withdraw(deletion);
            }
            return;
        }
        String layer = baseBlob(calls, blobs, SHARED, random.nextInt(BASE_BLOBS));
        put(calls, blobs, SHARED, Manifests.image(journal, List.of(layer), "", number + "-" + made++), "moving");
    }

    private void read(Calls calls, BlobPush blobs, Shelf shelf) {
        switch (random.nextInt(4)) {
            case 0 -> shelf.anyManifest().ifPresent(digest -> readManifest(calls, blobs, shelf, digest, digest));
            case 1 -> readTag(calls, blobs, shelf);
            case 2 -> shelf.anyBlob().ifPresent(digest -> readBlob(calls, blobs, shelf, digest));
            default -> readTags(calls, blobs, shelf);
        }
    }

    private void readTag(Calls calls, BlobPush blobs, Shelf shelf) {
        String name = shelf.anyTagName();
        Register tag = journal.tag(shelf.repository(), name);
        if (tag.certainly(Journal.ABSENT)) {
            String path = manifestPath(shelf.repository(), name);
            blobs.expect(calls.get(path), "GET " + path, 404);
        } else {
            tag.admissible().forEach(digest -> readManifest(calls, blobs, shelf, name, digest));
        }
    }

    private void readManifest(Calls calls, BlobPush blobs, Shelf shelf, String reference, String digest) {
        String path = manifestPath(shelf.repository(), reference);
        HttpResponse<byte[]> answer = blobs.expect(calls.get(path), "GET " + path, 200);
        if (!Arrays.equals(answer.body(), journal.pushed(digest).text().getBytes(StandardCharsets.UTF_8))) {
            journal.violation("GET " + path + " has not the bytes of " + digest);
        }
    }

    private void readBlob(Calls calls, BlobPush blobs, Shelf shelf, String digest) {
        String path = blobPath(shelf.repository(), digest);
        if (!Digests.match(
                digest, blobs.expect(calls.get(path), "GET " + path, 200).body())) {
            journal.violation("GET " + path + " has other bytes");
        }
    }

    private void readTags(Calls calls, BlobPush blobs, Shelf shelf) {
        Set<String> expected = Shelf.tagNames().stream()
                .filter(name -> !journal.tag(shelf.repository(), name).certainly(Journal.ABSENT))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!expected.isEmpty()) {
            String path = "/v2/" + shelf.repository() + "/tags/list";
            Set<String> listed = Manifests.tags(
                    blobs.expect(calls.get(path), "GET " + path, 200).body());
            if (!listed.equals(expected)) {
                journal.violation("GET " + path + " lists " + listed + ", not " + expected);
            }
        }
    }

    static String manifestPath(String repository, String reference) {
        return "/v2/" + repository + "/manifests/" + reference;
    }

    static String blobPath(String repository, String digest) {
        return "/v2/" + repository + "/blobs/" + digest;
    }
}
