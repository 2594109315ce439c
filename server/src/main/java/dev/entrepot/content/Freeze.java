package dev.entrepot.content;

/// The rule that keeps a tag from moving or going, and where it stands.
///
/// @param rule as it was written; see {@link FrozenTags}
/// @param place `NS` or `NS/REPO`
public record Freeze(String rule, String place) {
    /// Whether it holds for the whole namespace.
    public boolean ofNamespace() {
        return place.indexOf('/') < 0;
    }

    /// `the rule "v.*" of team/app`.
    @Override
    public String toString() {
        return "the rule \"" + rule + "\" of " + (ofNamespace() ? "the namespace " : "") + place;
    }
}
