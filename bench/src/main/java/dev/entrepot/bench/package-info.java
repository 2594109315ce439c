/// Compares Entrepot with other registries, side by side in one run, over loopback.
///
/// Owns a small HTTP driver, the starting and stopping of each server, and the rows of the comparison.
/// Knows the servers only as processes that speak HTTP: nothing here looks into Entrepot.
@NullMarked
package dev.entrepot.bench;

import org.jspecify.annotations.NullMarked;
