/// Work that repeats, and jobs that people see.
/// Owns the threads and the times at which recurring work runs, the table `job` and who works on what.
/// Knows nothing of the work.
@NullMarked
package dev.entrepot.jobs;

import org.jspecify.annotations.NullMarked;
