/// The port through which bytes of blobs are written, read and removed.
/// Owns storage keys and the contract of every adapter.
/// Knows nothing of digests, repositories or rights.
@NullMarked
package dev.entrepot.storage;

import org.jspecify.annotations.NullMarked;
