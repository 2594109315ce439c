/// Tests of retention.
@NullMarked
package dev.entrepot.retention;

import org.jspecify.annotations.NullMarked;
