package dev.entrepot.content;

/// What counting a namespace anew found.
///
/// @param beforeBytes what was booked
/// @param usedBytes what is there, and booked from now on
public record Recount(long beforeBytes, long usedBytes) {}
