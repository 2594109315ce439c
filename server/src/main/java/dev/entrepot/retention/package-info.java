/// Which images stay and which go: policies, the plan made of them, and the run that does what the plan says.
/// Owns the language of policies, what clusters report as deployed, when images were pulled, and what pushers wish.
/// Knows nothing of HTTP, nor of how content is deleted.
@NullMarked
package dev.entrepot.retention;

import org.jspecify.annotations.NullMarked;
