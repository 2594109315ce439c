/// What programs and people ask about the server and tell it besides images: `/api/v1`, health and metrics.
/// Owns those paths and documents.
/// Knows nothing of `/v2/`, and decides nothing itself.
@NullMarked
package dev.entrepot.api;

import org.jspecify.annotations.NullMarked;
