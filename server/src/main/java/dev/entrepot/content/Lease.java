package dev.entrepot.content;

/// How long, and for whom, something is kept from being collected.
///
/// @param holder name of the principal
/// @param until microseconds since 1970
record Lease(String holder, long until) {}
