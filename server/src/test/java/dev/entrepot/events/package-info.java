/// Tests of events.
@NullMarked
package dev.entrepot.events;

import org.jspecify.annotations.NullMarked;
