/// What the driver and the report of the benchmarks can be trusted to do.
@NullMarked
package dev.entrepot.bench;

import org.jspecify.annotations.NullMarked;
