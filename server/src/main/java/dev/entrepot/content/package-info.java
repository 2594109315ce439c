/// Push, pull, tag, delete.
/// Owns repositories, links, leases, uploads, blobs, manifests and tags, and the transactions that bind them.
/// Knows nothing of HTTP.
@NullMarked
package dev.entrepot.content;

import org.jspecify.annotations.NullMarked;
