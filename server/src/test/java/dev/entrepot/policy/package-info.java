/// Tests of exemptions and VEX.
@NullMarked
package dev.entrepot.policy;

import org.jspecify.annotations.NullMarked;
