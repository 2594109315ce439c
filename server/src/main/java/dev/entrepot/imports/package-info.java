/// What other registries and tools left in folders, taken over.
/// Owns the reading of these folders and the order in which their content comes in.
/// Knows nothing of tables: whatever it brings goes the way of a push.
@NullMarked
package dev.entrepot.imports;

import org.jspecify.annotations.NullMarked;
