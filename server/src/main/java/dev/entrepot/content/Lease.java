package dev.entrepot.content;

/// How long, and for whom, something is kept from being collected.
///
/// @param holder the principal's {@link dev.entrepot.authority.Author#key}
/// @param until microseconds since 1970
/// @param low what is held until then at least, by whomever, needs no renewal
record Lease(String holder, long until, long low) {}
