/// Blobs as files under DATA/blobs.
/// Owns the on-disk layout, its fsyncs and the lock on the data folder.
/// Knows nothing of digests, repositories or rights.
@NullMarked
package dev.entrepot.storage.filesystem;

import org.jspecify.annotations.NullMarked;
