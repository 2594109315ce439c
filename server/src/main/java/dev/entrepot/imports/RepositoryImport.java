package dev.entrepot.imports;

import dev.entrepot.content.Content;
import dev.entrepot.content.ManifestPush;
import dev.entrepot.content.ManifestResult;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Takes over one repository: each manifest after what it names, then looks whether all of it resolves.
///
/// ```
///   read, hash, parse ──→ is all there that it names? ──→ its children ──→ its blobs ──→ the manifest with its tags
///                           │ no: one problem, and nothing of it is brought
/// ```
final class RepositoryImport {
    /// Indexes within indexes; nobody makes more than two.
    private static final int MAX_DEPTH = 8;

    private static final int TAGS_AT_ONCE = 100;
    private static final int MISSING_NAMED = 3;

    private final Parts parts;
    private final SourceFolder source;
    private final String from;
    private final RepositoryName to;
    private final Map<Digest, List<Tag>> tags = new HashMap<>();

    /// What became of each manifest: true when it is here.
    private final Map<Digest, Boolean> done = new LinkedHashMap<>();

    /// What all repositories of an import share.
    ///
    /// @param allowSparse whether this registry takes manifests that name what is not there
    record Parts(
            Content content,
            Pusher pusher,
            BlobImport blobs,
            Together together,
            Tally tally,
            Progress progress,
            boolean rehearsal,
            boolean allowSparse,
            int maxManifestBytes) {}

    /// Told of each manifest of the listing; throws when the import is to stop.
    @FunctionalInterface
    interface Progress {
        void manifest(RepositoryName name);
    }

    RepositoryImport(Parts parts, SourceFolder source, String from, RepositoryName to) {
        this.parts = parts;
        this.source = source;
        this.from = from;
        this.to = to;
    }

    void run() throws IOException {
        SourceFolder.Listing listing = source.list(from);
        listing.problems().forEach(problem -> problem(problem.what(), problem.why()));
        Set<Digest> manifests = new LinkedHashSet<>(listing.manifests());
        new TreeMap<>(listing.tags()).forEach((name, digest) -> {
            try {
                tags.computeIfAbsent(digest, key -> new ArrayList<>()).add(Tag.parse(name));
            } catch (MalformedException e) {
                problem(name, String.valueOf(e.getMessage()));
            }
            manifests.add(digest);
        });
        for (Digest digest : manifests) {
            parts.progress.manifest(to);
            manifest(digest, 0);
        }
        parts.tally.repositories.incrementAndGet();
        if (!parts.rehearsal) {
            verify();
        }
    }

    private void problem(String what, String why) {
        parts.tally.problem(new Problem(to.text(), what, why));
    }

    private boolean manifest(Digest digest, int depth) throws IOException {
        Boolean known = done.get(digest);
        if (known != null) {
            return known;
        }
        // Files that lie about their digests could name each other.
        done.put(digest, false);
        boolean here = bring(digest, depth);
        done.put(digest, here);
        return here;
    }

    private boolean bring(Digest digest, int depth) throws IOException {
        Optional<byte[]> bytes = depth > MAX_DEPTH ? Optional.empty() : bytes(digest);
        if (bytes.isEmpty()) {
            return false;
        }
        Manifest manifest;
        try {
            manifest = Manifest.parse(bytes.get(), Optional.empty());
        } catch (MalformedException e) {
            problem(digest.toString(), String.valueOf(e.getMessage()));
            return false;
        }
        Map<Descriptor, Path> blobs = new LinkedHashMap<>();
        List<Digest> children = new ArrayList<>();
        return gather(digest, manifest, blobs, children)
                && bringChildren(digest, children, depth)
                && bringBlobs(digest, blobs)
                && put(digest, bytes.get());
    }

    private Optional<byte[]> bytes(Digest digest) throws IOException {
        try {
            Optional<Path> file = source.file(from, digest);
            if (file.isEmpty()) {
                problem(digest.toString(), "the folder does not have this manifest");
                return Optional.empty();
            }
            byte[] bytes = Folder.bytes(file.get(), "the manifest", parts.maxManifestBytes);
            Digest computed = Digest.of(digest.algorithm(), bytes);
            if (!computed.equals(digest)) {
                problem(digest.toString(), "the manifest is damaged: its bytes have the digest " + computed);
                return Optional.empty();
            }
            return Optional.of(bytes);
        } catch (OutsideException e) {
            problem(digest.toString(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Looks for all that a manifest names, before anything of it is moved. False when something is nowhere.
    private boolean gather(Digest digest, Manifest manifest, Map<Descriptor, Path> blobs, List<Digest> children)
            throws IOException {
        List<String> missing = new ArrayList<>();
        for (Descriptor descriptor : manifest.references()) {
            boolean child = manifest instanceof Index && descriptor.mediaType().isManifest();
            Optional<Path> file = file(digest, descriptor.digest());
            if (file.isPresent() && child) {
                children.add(descriptor.digest());
            } else if (file.isPresent()) {
                blobs.put(descriptor, file.get());
            } else if (!descriptor.optional() && !isHere(descriptor.digest(), child)) {
                missing.add(descriptor.digest().toString());
            }
        }
        if (missing.isEmpty() || parts.allowSparse) {
            return true;
        }
        String more = missing.size() > MISSING_NAMED ? " and " + (missing.size() - MISSING_NAMED) + " more" : "";
        problem(
                name(digest),
                "names what the folder does not have: "
                        + String.join(", ", missing.subList(0, Math.min(missing.size(), MISSING_NAMED))) + more);
        return false;
    }

    private Optional<Path> file(Digest manifest, Digest digest) throws IOException {
        try {
            return source.file(from, digest);
        } catch (OutsideException e) {
            problem(name(manifest), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// A tag of the manifest where it has one: people know it by that.
    private String name(Digest digest) {
        List<Tag> names = tags.getOrDefault(digest, List.of());
        return names.isEmpty() ? digest.toString() : names.getFirst() + "@" + digest;
    }

    private boolean isHere(Digest digest, boolean manifest) {
        return manifest
                ? parts.content.manifests().find(to, digest).isPresent()
                : parts.content.blobs().find(to, digest).isPresent();
    }

    private boolean bringChildren(Digest digest, List<Digest> children, int depth) throws IOException {
        for (Digest child : children) {
            if (!manifest(child, depth + 1) && !parts.allowSparse) {
                problem(name(digest), "its manifest " + child + " was not taken over");
                return false;
            }
        }
        return true;
    }

    private boolean bringBlobs(Digest digest, Map<Descriptor, Path> blobs) throws IOException {
        List<Together.Task<Optional<String>>> tasks = new ArrayList<>();
        blobs.forEach((descriptor, file) -> tasks.add(() -> parts.blobs.bring(to, descriptor, Optional.of(file))));
        boolean all = true;
        for (Optional<String> obstacle : parts.together.run(tasks)) {
            obstacle.ifPresent(text -> problem(name(digest), text));
            all &= obstacle.isEmpty();
        }
        return all;
    }

    private boolean put(Digest digest, byte[] bytes) {
        List<Tag> wanted = new ArrayList<>();
        for (Tag tag : tags.getOrDefault(digest, List.of())) {
            Optional<StoredManifest> current = parts.content.manifests().find(to, tag);
            if (current.isEmpty() || !current.get().digest().equals(digest)) {
                wanted.add(tag);
            }
        }
        parts.tally.tags.addAndGet(tags.getOrDefault(digest, List.of()).size());
        if (wanted.isEmpty() && isHere(digest, true)) {
            parts.tally.manifestsKnown.incrementAndGet();
            return true;
        }
        parts.tally.manifests.incrementAndGet();
        if (parts.rehearsal) {
            return true;
        }
        int next = 0;
        do {
            List<Tag> some = wanted.subList(next, Math.min(wanted.size(), next + TAGS_AT_ONCE));
            next += TAGS_AT_ONCE;
            Optional<String> obstacle = obstacle(parts.content
                    .manifests()
                    .put(new ManifestPush(
                            to, Optional.of(digest), some, Optional.empty(), bytes, Optional.empty(), parts.pusher)));
            if (obstacle.isPresent()) {
                problem(name(digest), obstacle.get());
                return false;
            }
        } while (next < wanted.size());
        return true;
    }

    private static Optional<String> obstacle(ManifestResult result) {
        return switch (result) {
            case ManifestResult.Stored _ -> Optional.empty();
            case ManifestResult.Refused refused -> Optional.of(RefusalText.of(refused.refusal()));
            case ManifestResult.Missing missing -> Optional.of("names what is not here: " + missing.digests());
            case ManifestResult.WrongSize wrong ->
                Optional.of("says that " + wrong.descriptor().digest() + " has "
                        + wrong.descriptor().size() + " bytes, and it has " + wrong.storedSize());
            default -> throw new IllegalStateException("a manifest was put and answered " + result);
        };
    }

    /// Reads back what was taken over: each tag, each manifest, and all that it names, in the right size.
    private void verify() {
        tags.forEach((digest, names) -> {
            for (Tag tag : names) {
                if (done.getOrDefault(digest, false)
                        && parts.content
                                .manifests()
                                .find(to, tag)
                                .filter(found -> found.digest().equals(digest))
                                .isEmpty()) {
                    problem(tag.text(), "does not point to " + digest + " here: somebody moved it meanwhile");
                }
            }
        });
        done.forEach((digest, here) -> {
            if (here) {
                Optional<String> fault = fault(digest);
                fault.ifPresent(text -> problem(name(digest), text));
                parts.tally.verified.addAndGet(fault.isEmpty() ? 1 : 0);
            }
        });
    }

    private Optional<String> fault(Digest digest) {
        Optional<StoredManifest> stored = parts.content.manifests().find(to, digest);
        if (stored.isEmpty()) {
            return Optional.of("is not here any more");
        }
        Manifest manifest =
                Manifest.parse(stored.get().bytes(), Optional.of(stored.get().mediaType()));
        for (Descriptor descriptor : manifest.references()) {
            boolean child = manifest instanceof Index && descriptor.mediaType().isManifest();
            Optional<Long> size = child
                    ? parts.content.manifests().find(to, descriptor.digest()).map(found -> (long) found.bytes().length)
                    : parts.content.blobs().find(to, descriptor.digest()).map(found -> found.size());
            boolean absent = size.isEmpty() && !descriptor.optional() && !parts.allowSparse;
            if (absent || size.filter(found -> found != descriptor.size()).isPresent()) {
                return Optional.of("names " + descriptor.digest() + " of " + descriptor.size() + " bytes, and here are "
                        + size.map(String::valueOf).orElse("none"));
            }
        }
        return Optional.empty();
    }
}
