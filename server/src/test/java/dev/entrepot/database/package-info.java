@NullMarked
package dev.entrepot.database;

import org.jspecify.annotations.NullMarked;
