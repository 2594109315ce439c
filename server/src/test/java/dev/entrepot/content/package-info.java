/// Tests of content on real databases and real files.
/// Owns the fixtures that stop threads at named points.
/// Knows nothing of HTTP.
@NullMarked
package dev.entrepot.content;

import org.jspecify.annotations.NullMarked;
