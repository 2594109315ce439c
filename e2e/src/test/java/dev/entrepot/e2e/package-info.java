/// Tests of the registry from outside: the jar in a process of its own, and whoever speaks to it.
///
/// Knows the command line, the `/v2/` API, the metrics and the log; nothing of the server's classes.
@NullMarked
package dev.entrepot.e2e;

import org.jspecify.annotations.NullMarked;
