package dev.entrepot.scanning;

import java.util.List;
import java.util.Optional;

/// A part of what was found.
///
/// @param next where it goes on; empty at the end. A page may be short, or empty, and yet not the last.
public record SearchPage(List<SearchHit> hits, Optional<String> next) {
    public SearchPage {
        hits = List.copyOf(hits);
    }
}
