@NullMarked
package dev.entrepot.federation;

import org.jspecify.annotations.NullMarked;
