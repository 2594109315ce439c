/// Software packages as values.
/// Owns what a package, a distribution and a severity are, and how they are written.
/// Knows nothing of where packages were found or what is wrong with them.
@NullMarked
package dev.entrepot.packages;

import org.jspecify.annotations.NullMarked;
