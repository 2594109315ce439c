/// Ends the server at random moments, by SIGKILL and by simulated power cuts, and looks for broken promises.
/// Owns the journal of what was acknowledged, the disk that loses power, and the mutants that must be caught.
/// Knows of the server only what its clients and its files show.
@NullMarked
package dev.entrepot.e2e.crash;

import org.jspecify.annotations.NullMarked;
