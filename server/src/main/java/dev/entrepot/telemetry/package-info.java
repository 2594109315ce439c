/// Metrics and request lines.
/// Owns the meter registry, the names of meters and the form of a log line.
/// Knows nothing of what is measured.
@NullMarked
package dev.entrepot.telemetry;

import org.jspecify.annotations.NullMarked;
