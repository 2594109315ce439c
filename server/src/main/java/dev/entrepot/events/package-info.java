/// What happened, for whoever wants to know.
/// Owns the table of events and how long they are kept.
/// Knows nothing of what the events mean.
@NullMarked
package dev.entrepot.events;

import org.jspecify.annotations.NullMarked;
