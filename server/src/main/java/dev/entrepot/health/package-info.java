/// Whether this node may write, and whether it is ready.
/// Owns the one switch that refuses writes after a failure that durability cannot survive.
/// Knows nothing of what writes or of who asks.
@NullMarked
package dev.entrepot.health;

import org.jspecify.annotations.NullMarked;
