/// The /v2/ API of the OCI distribution specification.
/// Owns its paths, headers, status codes and errors document.
/// Knows nothing of tables or files.
@NullMarked
package dev.entrepot.distribution;

import org.jspecify.annotations.NullMarked;
