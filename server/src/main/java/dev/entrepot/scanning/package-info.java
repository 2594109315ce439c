/// What is inside the images of this registry, and what is known to be wrong with it.
/// Owns the tables of scans, packages and findings, and when images are read and matched again.
/// Knows nothing of HTTP or of who may pull.
@NullMarked
package dev.entrepot.scanning;

import org.jspecify.annotations.NullMarked;
