package dev.entrepot.backup;

import java.nio.file.Path;
import java.util.Optional;

/// What is asked of a restore.
///
/// @param folder of the backups
/// @param snapshot its id; without it the newest
/// @param ontoStorage bytes that are in storage already may stay there
/// @param revokeSecrets end robot secrets, tokens and sessions, and the passwords of local accounts
public record RestoreOrder(Path folder, Optional<String> snapshot, boolean ontoStorage, boolean revokeSecrets) {
    public RestoreOrder {
        folder = folder.toAbsolutePath().normalize();
    }
}
