/// Whether what is stored is what it should be.
/// Owns the reading of all blobs, in one go and slowly.
/// Knows nothing of HTTP, and changes no content: it notes what it finds.
@NullMarked
package dev.entrepot.integrity;

import org.jspecify.annotations.NullMarked;
