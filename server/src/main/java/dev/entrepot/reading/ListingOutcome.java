package dev.entrepot.reading;

/// What came of listing a layer.
public sealed interface ListingOutcome {
    /// It was listed, wholly or in part (see {@link LayerListing#problems}).
    record Listed(LayerListing listing) implements ListingOutcome {}

    /// Nothing is known of it.
    ///
    /// @param why for people
    record Unreadable(String why) implements ListingOutcome {}
}
