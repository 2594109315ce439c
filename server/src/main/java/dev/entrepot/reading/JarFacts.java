package dev.entrepot.reading;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one archive says of what is in it, archives within it aside.
final class JarFacts {
    private final Set<JarPom> poms = new LinkedHashSet<>();
    private JarManifest manifest = JarManifest.NONE;

    /// Adds what a pom.properties says. False if that is known already.
    boolean add(JarPom pom) {
        return poms.add(pom);
    }

    /// How many it was told.
    int told() {
        return poms.size();
    }

    void set(JarManifest found) {
        manifest = found;
    }

    /// The pom.properties of an archive name it and all that was put into it. It is named once more, by its
    /// manifest and its file name, only if none of them is its own: then it was put together by something else
    /// than Maven.
    ///
    /// @param file name without its ending
    List<JarPom> software(String file, JarIdentity identity) {
        List<JarPom> all = new ArrayList<>(poms);
        if (poms.stream().noneMatch(pom -> pom.isNamedBy(file))) {
            identity.of(file, manifest).filter(own -> isNew(own, file)).ifPresent(all::add);
        }
        return all;
    }

    /// Beside one pom.properties the archive is most likely what that says, under another name.
    private boolean isNew(JarPom own, String file) {
        if (poms.isEmpty()) {
            return true;
        }
        boolean isTold = poms.stream().anyMatch(pom -> pom.artifact().equals(own.artifact()));
        Optional<JarFileName> name = JarFileName.parse(file, manifest.versions());
        return !isTold && (!own.group().isEmpty() || (poms.size() > 1 && name.isPresent()));
    }
}
