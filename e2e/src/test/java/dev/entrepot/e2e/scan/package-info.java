/// What is inside images, and what may not be pulled: images with known content, hostile layers, and gates in front of
/// real
/// clients; `mvn -pl e2e -am verify -Dsuite=scan`.
@NullMarked
package dev.entrepot.e2e.scan;

import org.jspecify.annotations.NullMarked;
