@NullMarked
package dev.entrepot.audit;

import org.jspecify.annotations.NullMarked;
