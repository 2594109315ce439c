/// Copies of a registry that outlive it: taken while it runs, checked, and laid down as a registry again.
/// Owns the format of a backup folder and the table `backup`; reads and loads the tables of all others by
/// their catalog. Knows nothing of accounts' passwords and keys but what {@link
/// dev.entrepot.backup.RestoredSecrets} does for it.
@NullMarked
package dev.entrepot.backup;

import org.jspecify.annotations.NullMarked;
