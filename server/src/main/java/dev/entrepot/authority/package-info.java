/// Under whose authority a change is made, and the epoch of all rights.
/// Owns the author of a change, the check inside its transaction, and the table `access_epoch`.
/// Knows nothing of how rights are decided.
@NullMarked
package dev.entrepot.authority;

import org.jspecify.annotations.NullMarked;
