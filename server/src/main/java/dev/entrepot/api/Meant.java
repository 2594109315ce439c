package dev.entrepot.api;

import dev.entrepot.directory.Place;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.Call;
import java.util.Optional;

/// What a text such as `NS/REPO:TAG`, `NS/REPO@DIGEST`, `NS/REPO` or `NS` stands for.
///
/// @param reference within the repository; empty for the repository or the namespace itself
record Meant(Place place, Optional<Reference> reference) {
    /// Answers 400, naming `part`, for what is none of them.
    static Meant parse(String part, String text) {
        return Call.parsed(part, () -> parse(text));
    }

    private static Meant parse(String text) {
        int at = text.indexOf('@');
        if (at >= 0) {
            return new Meant(repository(text.substring(0, at)), Optional.of(Digest.parse(text.substring(at + 1))));
        }
        int colon = text.indexOf(':', text.lastIndexOf('/') + 1);
        return colon >= 0
                ? new Meant(repository(text.substring(0, colon)), Optional.of(Tag.parse(text.substring(colon + 1))))
                : new Meant(Place.parse(text), Optional.empty());
    }

    private static Place repository(String name) {
        return Place.of(RepositoryName.parse(name));
    }

    /// The repository, where one is meant.
    RepositoryName repository() {
        return new RepositoryName(place.repository());
    }

    /// As people write it.
    static String text(RepositoryName name, Reference reference) {
        return switch (reference) {
            case Tag tag -> name + ":" + tag;
            case Digest digest -> name + "@" + digest;
        };
    }
}
