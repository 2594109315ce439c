package dev.entrepot.reading;

/// What came of reading a layer.
public sealed interface LayerOutcome {
    /// It was read, wholly or in part (see {@link LayerReport#problems}).
    record Read(LayerReport report) implements LayerOutcome {}

    /// Nothing is known of it.
    ///
    /// @param why for people
    record Unreadable(String why) implements LayerOutcome {}
}
