/// The orders of versions, one per ecosystem.
/// Owns how two versions of a package compare.
/// Knows nothing of advisories.
@NullMarked
package dev.entrepot.versions;

import org.jspecify.annotations.NullMarked;
