/// Work that repeats.
/// Owns the threads and the times at which recurring work runs.
/// Knows nothing of the work.
@NullMarked
package dev.entrepot.jobs;

import org.jspecify.annotations.NullMarked;
