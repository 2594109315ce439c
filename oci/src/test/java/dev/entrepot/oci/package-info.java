/// Proves the grammars, the limits and the strictness of the values.
@NullMarked
package dev.entrepot.oci;

import org.jspecify.annotations.NullMarked;
