@NullMarked
package dev.entrepot.backup;

import org.jspecify.annotations.NullMarked;
