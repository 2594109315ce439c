/// The program: its entry point, its configuration and the composition of all parts.
/// Owns the order in which parts start and stop; the only place that names adapters.
/// Knows no rule of any feature.
@NullMarked
package dev.entrepot;

import org.jspecify.annotations.NullMarked;
