@NullMarked
package dev.entrepot.integrity;

import org.jspecify.annotations.NullMarked;
