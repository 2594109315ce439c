package dev.entrepot.imports;

import dev.entrepot.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A folder with repositories in it. Whoever filled it is not trusted: names and links may be anything, files
/// may lead elsewhere, and no digest is believed.
///
/// Every method throws `IOException` when the folder as a whole cannot be read; what is wrong with one
/// repository is a problem of its listing.
interface SourceFolder {
    /// The names of all repositories as the folder spells them, in byte order, and what was passed over on the
    /// way.
    Names names() throws IOException;

    /// How many manifests a repository has, as far as can be told without opening any.
    int count(String repository) throws IOException;

    /// What a repository has.
    Listing list(String repository) throws IOException;

    /// The file with this content, if the repository has one; not read, not hashed.
    Optional<Path> file(String repository, Digest digest) throws IOException;

    /// What the folder has.
    ///
    /// @param problems what looks like a repository and cannot be read as one
    record Names(Collection<String> repositories, List<Problem> problems) {
        public Names {
            repositories = List.copyOf(repositories);
            problems = List.copyOf(problems);
        }
    }

    /// What a repository has.
    ///
    /// @param tags and the manifests they point to
    /// @param manifests all, those without a tag too, in an order that the next run has as well
    record Listing(Map<String, Digest> tags, Set<Digest> manifests, List<Problem> problems) {
        public Listing {
            tags = Collections.unmodifiableMap(new TreeMap<>(tags));
            manifests = Collections.unmodifiableSet(new LinkedHashSet<>(manifests));
            problems = List.copyOf(problems);
        }
    }
}
