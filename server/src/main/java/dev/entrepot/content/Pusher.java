package dev.entrepot.content;

import dev.entrepot.authority.Authority;

/// Who pushes.
///
/// @param authority under which the push changes anything
/// @param births what it may make on the way
public record Pusher(Authority authority, Births births) {}
