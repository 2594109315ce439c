/// What was done and what was refused, in a chain that can be verified. Owns the audit entries, their chain,
/// its signed checkpoints and their retention. Knows nothing of what the entries are about.
@NullMarked
package dev.entrepot.audit;

import org.jspecify.annotations.NullMarked;
