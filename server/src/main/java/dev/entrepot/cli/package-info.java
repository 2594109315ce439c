/// The verbs of the command line.
/// Owns arguments, exit codes and what people read.
/// Knows nothing that the API does not say.
@NullMarked
package dev.entrepot.cli;

import org.jspecify.annotations.NullMarked;
