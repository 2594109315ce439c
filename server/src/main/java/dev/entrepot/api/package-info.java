/// What machines ask about the server itself: health and metrics.
/// Owns those paths and documents.
/// Knows nothing of repositories.
@NullMarked
package dev.entrepot.api;

import org.jspecify.annotations.NullMarked;
