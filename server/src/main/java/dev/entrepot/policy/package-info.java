/// Gates: what may not be pulled, and why.
/// Owns policies, exemptions and VEX statements, and every decision on them.
/// Knows nothing of HTTP.
@NullMarked
package dev.entrepot.policy;

import org.jspecify.annotations.NullMarked;
