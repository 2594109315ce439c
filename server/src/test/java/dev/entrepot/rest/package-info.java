@NullMarked
package dev.entrepot.rest;

import org.jspecify.annotations.NullMarked;
