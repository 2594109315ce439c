package dev.entrepot.reading;

/// Paths as a compact set of hashes.
public final class PathSet {}
