package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.crash.Journal.Kind;
import dev.entrepot.e2e.crash.Journal.Name;
import dev.entrepot.e2e.crash.Journal.Pushed;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The deletion of a manifest: what goes with it for sure, and what may go.
///
/// ```
///   surely: the manifest, its tags, the blobs that only it names
///   perhaps: children and referrers that nothing else is known to hold, and the blobs that those name
/// ```
final class Taking {
    private final Journal journal;
    private final String repository;
    private final Set<String> graph = new LinkedHashSet<>();
    private final Map<Register, Register.Write> surely = new LinkedHashMap<>();
    private final Map<Name, Register.Write> perhaps = new LinkedHashMap<>();

    /// Begins it.
    ///
    /// @param manifests all that were ever pushed into the repository and may be there
    Taking(Journal journal, String repository, String root, Collection<String> manifests) {
        this.journal = journal;
        this.repository = repository;
        graph.add(root);
        while (grow(manifests)) {}
        begin(journal.manifest(repository, root));
        Shelf.tagNames().stream()
                .map(name -> journal.tag(repository, name))
                .filter(tag -> tag.certainly(root))
                .forEach(this::begin);
        graph.stream().skip(1).forEach(digest -> beginPerhaps(manifest(digest)));
        graph.stream()
                .flatMap(digest -> journal.pushed(digest).blobs().stream())
                .distinct()
                .forEach(digest -> blob(root, new Name(Kind.BLOB, repository, digest)));
    }

    private boolean grow(Collection<String> manifests) {
        List<String> more = manifests.stream()
                .filter(digest -> !graph.contains(digest) && hangs(digest) && !held(digest))
                .toList();
        return graph.addAll(more);
    }

    private boolean hangs(String digest) {
        return graph.contains(journal.pushed(digest).subject())
                || graph.stream()
                        .map(journal::pushed)
                        .map(Pushed::children)
                        .anyMatch(children -> children.contains(digest));
    }

    private boolean held(String digest) {
        String subject = journal.pushed(digest).subject();
        return journal.holds().tagged(manifest(digest))
                || holds(subject)
                || journal.holds().namers(manifest(digest)).stream().anyMatch(this::holds);
    }

    private boolean holds(String holder) {
        return !holder.isEmpty()
                && !graph.contains(holder)
                && journal.manifest(repository, holder).certainly(Journal.PRESENT);
    }

    private void blob(String root, Name blob) {
        Set<String> namers = journal.holds().namers(blob);
        if (namers.stream()
                .filter(digest -> !graph.contains(digest))
                .anyMatch(digest -> journal.holds().keep(manifest(digest)))) {
            return;
        }
        boolean alone = namers.stream()
                .filter(digest -> !digest.equals(root))
                .noneMatch(digest -> journal.manifest(repository, digest).possibly(Journal.PRESENT));
        if (alone) {
            begin(journal.register(blob));
        } else {
            beginPerhaps(blob);
        }
    }

    private void begin(Register register) {
        surely.put(register, register.begin(Journal.ABSENT));
    }

    private void beginPerhaps(Name name) {
        perhaps.put(name, journal.register(name).begin(Journal.ABSENT));
    }

    private Name manifest(String digest) {
        return new Name(Kind.MANIFEST, repository, digest);
    }

    /// The server said that it is done.
    void acknowledge() {
        surely.forEach(Register::acknowledge);
        perhaps.forEach((name, write) -> journal.register(name).concede(write));
    }

    /// What may have gone.
    Set<Name> perhaps() {
        return perhaps.keySet();
    }
}
