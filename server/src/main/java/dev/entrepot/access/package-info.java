/// Who calls, and what they may do.
/// Owns accounts, credentials, tokens, actions and decisions.
/// Knows nothing of blobs, manifests or HTTP routes.
@NullMarked
package dev.entrepot.access;

import org.jspecify.annotations.NullMarked;
