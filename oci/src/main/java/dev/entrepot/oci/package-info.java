/// OCI's vocabulary as values: digests, names, descriptors, manifests and error ids.
/// Owns their grammars and limits; a value exists only when it is well formed.
/// Knows nothing of HTTP, storage or databases.
@NullMarked
package dev.entrepot.oci;

import org.jspecify.annotations.NullMarked;
