package dev.entrepot.policy;

import dev.entrepot.directory.Place;
import dev.entrepot.oci.Tag;

/// Where an exemption holds: in a namespace, in a repository, or for what a tag pointed to when it was granted.
///
/// @param tag empty text for all of the place
public record ExemptionScope(Place place, String tag) {
    public ExemptionScope {
        if (!tag.isEmpty() && place.wholeNamespace()) {
            throw new IllegalArgumentException("a tag without a repository");
        }
    }

    /// `NS`, `NS/REPO` or `NS/REPO:TAG`.
    ///
    /// @throws dev.entrepot.oci.MalformedException when it is none of these
    /// @throws IllegalArgumentException the same, with a text for people
    public static ExemptionScope parse(String text) {
        int colon = text.indexOf(':');
        if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException("expected NS, NS/REPO or NS/REPO:TAG, found a digest");
        }
        if (colon < 0) {
            return new ExemptionScope(Place.parse(text), "");
        }
        Place place = Place.parse(text.substring(0, colon));
        if (place.wholeNamespace()) {
            throw new IllegalArgumentException("expected NS, NS/REPO or NS/REPO:TAG, found a tag without a repository");
        }
        return new ExemptionScope(place, Tag.parse(text.substring(colon + 1)).text());
    }

    @Override
    public String toString() {
        return tag.isEmpty() ? place.toString() : place + ":" + tag;
    }
}
