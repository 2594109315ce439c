package dev.entrepot.api;

import dev.entrepot.access.Use;
import dev.entrepot.content.Tags;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.RefusedException;
import java.util.List;

/// An image that a query parameter names: `NS/REPO:TAG`, `NS/REPO@DIGEST`, or `NS/REPO` for its tag `latest`.
record AskedImage(RepositoryName name, Reference reference) {
    static final String PARAMETER = "image";

    private static final Tag USUAL = Tag.parse("latest");

    static AskedImage in(Call call) {
        return in(call, PARAMETER);
    }

    static AskedImage in(Call call, String parameter) {
        Meant meant = Meant.parse(parameter, call.requiredQuery(parameter));
        if (meant.place().wholeNamespace()) {
            throw RefusedException.invalid(parameter + ": expected NS/REPO, NS/REPO:TAG or NS/REPO@DIGEST");
        }
        return new AskedImage(meant.repository(), meant.reference().orElse(USUAL));
    }

    /// What conditions on tags are asked about: this tag, or those through which the digest is reached.
    Use.Tags about(Tags tags) {
        return switch (reference) {
            case Tag tag -> new Use.Each(List.of(tag.text()));
            case Digest digest -> new Use.Any(now -> tags.reaching(now, digest));
        };
    }

    /// In the repository as it is called now.
    AskedImage called(RepositoryName now) {
        return new AskedImage(now, reference);
    }

    String text() {
        return Meant.text(name, reference);
    }
}
