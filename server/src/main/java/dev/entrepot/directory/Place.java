package dev.entrepot.directory;

import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.RepositoryName;

/// Where a grant holds: in a whole namespace, or in one repository. Neither need exist.
///
/// @param repository the repository's whole name; empty text for all of the namespace
public record Place(String namespace, String repository) {
    /// `NS` or `NS/REPO`. Throws {@link MalformedException} when it is neither.
    public static Place parse(String text) {
        if (text.indexOf('/') < 0) {
            // A namespace has the form of a repository's first component.
            RepositoryName.parse(text + "/x");
            return new Place(text, "");
        }
        RepositoryName name = RepositoryName.parse(text);
        return new Place(name.namespace(), name.text());
    }

    public static Place of(RepositoryName name) {
        return new Place(name.namespace(), name.text());
    }

    public boolean wholeNamespace() {
        return repository.isEmpty();
    }

    /// Whether a grant here reaches that repository.
    public boolean reaches(RepositoryName name) {
        return wholeNamespace() ? namespace.equals(name.namespace()) : repository.equals(name.text());
    }

    @Override
    public String toString() {
        return wholeNamespace() ? namespace : repository;
    }
}
