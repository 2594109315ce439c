/// Tests of scanning.
@NullMarked
package dev.entrepot.scanning;

import org.jspecify.annotations.NullMarked;
