/// Requests that no well-behaved client sends, and what the documents say must become of them.
/// Owns the raw connection, the cases and the table of expectations.
/// Knows nothing of the code under test: only its address and its protocol.
@NullMarked
package dev.entrepot.e2e.hostile;

import org.jspecify.annotations.NullMarked;
