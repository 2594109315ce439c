package dev.entrepot.e2e.crash;

import static dev.entrepot.e2e.crash.Journal.ABSENT;
import static dev.entrepot.e2e.crash.Journal.PRESENT;

import dev.entrepot.e2e.crash.Journal.Kind;
import dev.entrepot.e2e.crash.Journal.Name;
import dev.entrepot.e2e.crash.Journal.OpenUpload;
import dev.entrepot.e2e.crash.Journal.Pushed;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// Compares a server at rest with the journal, promise by promise. What it sees of writes that had no answer is
/// what holds from then on.
final class Inspection {
    private static final int THREADS = 8;

    /// Of what was deleted long ago only so much is asked for each time; {@link #all} asks for everything.
    private static final int OLD_DELETIONS = 1000;

    private final Journal journal;
    private final Calls calls;
    private final Random random;
    private final Set<Name> longGone;

    /// `longGone` is kept from inspection to inspection: names that were found to be gone before.
    Inspection(Journal journal, Calls calls, Random random, Set<Name> longGone) {
        this.journal = journal;
        this.calls = calls;
        this.random = random;
        this.longGone = longGone;
    }

    void all() {
        longGone.clear();
        recent();
    }

    /// All that may be there, and some of what was found to be gone before.
    void recent() {
        List<Name> names = new ArrayList<>(journal.registers().keySet());
        Set<Name> spared = spared();
        names.removeIf(spared::contains);
        Set<String> contents = ConcurrentHashMap.newKeySet();
        forEach(names.stream().filter(name -> name.kind() == Kind.MANIFEST).toList(), this::manifest);
        forEach(names.stream().filter(name -> name.kind() == Kind.BLOB).toList(), name -> blob(name, contents));
        forEach(names.stream().filter(name -> name.kind() == Kind.TAG).toList(), this::tag);
        forEach(names.stream().filter(name -> name.kind() == Kind.MANIFEST).toList(), this::named);
        forEach(journal.repositories(), this::listing);
        forEach(subjects(), this::referrers);
        forEach(List.copyOf(journal.uploads().entrySet()), this::upload);
    }

    private Set<Name> spared() {
        List<Name> old = new ArrayList<>(longGone);
        java.util.Collections.shuffle(old, random);
        return new HashSet<>(old.subList(Math.min(OLD_DELETIONS, old.size()), old.size()));
    }

    private void manifest(Name name) {
        String path = Client.manifestPath(name.repository(), name.name());
        HttpResponse<byte[]> answer = calls.get(path);
        settle(name, path, answer.statusCode());
        if (answer.statusCode() == 200) {
            Pushed pushed = journal.pushed(name.name());
            if (!Arrays.equals(answer.body(), pushed.text().getBytes(StandardCharsets.UTF_8))) {
                journal.violation("GET " + path + " has not the bytes that were pushed");
            }
            if (!header(answer, "Content-Type").equals(pushed.mediaType())
                    || !header(answer, "Docker-Content-Digest").equals(pushed.digest())) {
                journal.violation("GET " + path + " has other headers: "
                        + answer.headers().map());
            }
        }
    }

    private void blob(Name name, Set<String> contents) {
        String path = Client.blobPath(name.repository(), name.name());
        long began = System.nanoTime();
        HttpResponse<byte[]> answer = calls.head(path);
        settle(name, path, answer.statusCode());
        if (answer.statusCode() == 200) {
            journal.holds().lease(name, began, Holds.LEASE.dividedBy(2));
            String size = String.valueOf(journal.blobSize(name.name()));
            if (!header(answer, "Content-Length").equals(size)) {
                journal.violation(
                        "HEAD " + path + " has Content-Length " + header(answer, "Content-Length") + ", not " + size);
            }
            if (contents.add(name.name())) {
                HttpResponse<byte[]> content = calls.get(path);
                if (content.statusCode() != 200 || !Digests.match(name.name(), content.body())) {
                    journal.violation("GET " + path + " has status " + content.statusCode() + " and "
                            + content.body().length + " bytes, not the " + size + " of its digest");
                }
            }
        }
    }

    private void tag(Name name) {
        String path = Client.manifestPath(name.repository(), name.name());
        HttpResponse<byte[]> answer = calls.get(path);
        String seen = answer.statusCode() == 200 ? header(answer, "Docker-Content-Digest") : ABSENT;
        Register register = journal.registers().get(name);
        if (register == null || (answer.statusCode() != 200 && answer.statusCode() != 404)) {
            journal.violation("GET " + path + " answered " + answer.statusCode());
        } else if (!register.possibly(seen)) {
            journal.violation("tag " + name.repository() + ":" + name.name() + " is '" + seen + "', not one of "
                    + register.admissible());
        } else {
            register.settle(seen);
        }
    }

    /// Each blob and each manifest that a manifest names is there.
    private void named(Name name) {
        if (journal.holds().keep(name)) {
            Pushed pushed = journal.pushed(name.name());
            for (String digest : pushed.blobs()) {
                if (!journal.blob(name.repository(), digest).certainly(PRESENT)) {
                    journal.violation(name + " names blob " + digest + ", which is not there");
                }
            }
            for (String digest : pushed.children()) {
                if (!journal.manifest(name.repository(), digest).certainly(PRESENT)) {
                    journal.violation(name + " names manifest " + digest + ", which is not there");
                }
            }
        }
    }

    private void settle(Name name, String path, int status) {
        Register register = journal.registers().get(name);
        String seen = status == 200 ? PRESENT : ABSENT;
        if (register == null || (status != 200 && status != 404)) {
            journal.violation(path + " answered " + status);
        } else if (!register.possibly(seen)
                && (seen.equals(PRESENT) || journal.holds().keep(name))) {
            journal.violation(path + " answered " + status
                    + (status == 200 ? ": it was deleted, and that was acknowledged" : ": it was acknowledged"));
        } else {
            register.settle(seen);
            if (seen.equals(ABSENT)) {
                longGone.add(name);
            } else {
                longGone.remove(name);
            }
        }
    }

    /// The tags listed are the tags that resolve.
    private void listing(String repository) {
        Set<String> resolving = journal.registers().entrySet().stream()
                .filter(entry -> entry.getKey().kind() == Kind.TAG)
                .filter(entry -> entry.getKey().repository().equals(repository))
                .filter(entry -> !entry.getValue().certainly(ABSENT))
                .map(entry -> entry.getKey().name())
                .collect(Collectors.toCollection(TreeSet::new));
        HttpResponse<byte[]> answer = calls.get("/v2/" + repository + "/tags/list?n=1000");
        Set<String> listed = switch (answer.statusCode()) {
            case 200 -> Manifests.tags(answer.body());
            case 404 -> Set.of();
            default -> Set.of("status " + answer.statusCode());
        };
        if (!listed.equals(resolving)) {
            journal.violation("tags/list of " + repository + " is " + listed + ", but there resolve " + resolving);
        }
    }

    /// By repository and subject, the manifests that may be there.
    private List<Map.Entry<Name, Set<Name>>> subjects() {
        Map<Name, Set<Name>> referrers = new HashMap<>();
        journal.registers().forEach((name, register) -> {
            if (name.kind() == Kind.MANIFEST) {
                String subject = journal.pushed(name.name()).subject();
                if (!subject.isEmpty()) {
                    Set<Name> of = referrers.computeIfAbsent(
                            new Name(Kind.MANIFEST, name.repository(), subject), _ -> new HashSet<>());
                    if (register.certainly(PRESENT)) {
                        of.add(name);
                    }
                }
            }
        });
        return List.copyOf(referrers.entrySet());
    }

    private void referrers(Map.Entry<Name, Set<Name>> subject) {
        String path = "/v2/" + subject.getKey().repository() + "/referrers/"
                + subject.getKey().name();
        HttpResponse<byte[]> answer = calls.get(path);
        Set<String> may = subject.getValue().stream().map(Name::name).collect(Collectors.toSet());
        Set<String> must = subject.getValue().stream()
                .filter(journal.holds()::keep)
                .map(Name::name)
                .collect(Collectors.toSet());
        Set<String> listed = answer.statusCode() == 200 ? Manifests.digests(answer.body()) : Set.of();
        if (answer.statusCode() != 200 || !may.containsAll(listed) || !listed.containsAll(must)) {
            journal.violation("GET " + path + " answered " + answer.statusCode() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8) + ", not " + must);
        }
    }

    /// An upload is gone, or goes on at what was acknowledged or sent after that; half of them are finished here.
    private void upload(Map.Entry<String, OpenUpload> entry) {
        String location = entry.getKey();
        OpenUpload upload = entry.getValue();
        HttpResponse<byte[]> answer = calls.get(location);
        if (answer.statusCode() == 404) {
            journal.uploads().remove(location);
            return;
        }
        String range = header(answer, "Range");
        int last = range.isEmpty() ? -1 : Integer.parseInt(range.substring(range.indexOf('-') + 1));
        int offset = last <= 0 ? 0 : last + 1;
        if (answer.statusCode() != 204 || upload.cancelled()) {
            journal.violation("GET " + location + " answered " + answer.statusCode()
                    + (upload.cancelled() ? ": it was cancelled, and that was acknowledged" : ""));
        } else if (offset < upload.acknowledged() || offset > Math.max(upload.sent(), upload.acknowledged())) {
            journal.violation("GET " + location + " has " + range + "; acknowledged were " + upload.acknowledged()
                    + " bytes, sent " + upload.sent());
        } else if (upload.ending() || location.hashCode() % 2 == 0) {
            finish(location, upload, offset);
        } else {
            upload.acknowledge(offset);
            return;
        }
        journal.uploads().remove(location);
    }

    private void finish(String location, OpenUpload upload, int offset) {
        String digest = Digests.sha256(upload.bytes());
        journal.rememberBlob(digest, upload.bytes().length);
        long began = System.nanoTime();
        String path = location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
        var rest = BodyPublishers.ofByteArray(upload.bytes(), offset, upload.bytes().length - offset);
        HttpResponse<byte[]> answer = calls.send("PUT", path, Calls.OCTETS, rest);
        if (answer.statusCode() == 201) {
            Name name = new Name(Kind.BLOB, upload.repository(), digest);
            journal.blob(name.repository(), name.name()).settle(PRESENT);
            journal.holds().lease(name, began, Holds.LEASE);
            blob(name, ConcurrentHashMap.newKeySet());
        } else {
            journal.violation("PUT " + path + " from byte " + offset + " answered " + answer.statusCode());
        }
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static <T> void forEach(List<T> things, java.util.function.Consumer<T> look) {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Boolean>> looks = new ArrayList<>();
            for (T thing : things) {
                looks.add(() -> {
                    look.accept(thing);
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(looks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("an inspection had no answer: " + e.getCause(), e);
        }
    }
}
