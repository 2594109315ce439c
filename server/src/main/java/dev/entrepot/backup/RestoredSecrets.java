package dev.entrepot.backup;

import dev.entrepot.database.Sql;
import java.util.Map;

/// What a restore needs of whoever owns keys and passwords.
public interface RestoredSecrets {
    /// Puts the secret-key-file of the backup in its place. Throws {@link UnusableFolderException} when
    /// another one lies there. Repeatable.
    void place(byte[] secretKeyFile);

    /// Makes the audit that those keys signed verify here too, in the transaction of the restore; what is
    /// chained from now on is signed with a key of this registry. Makes the secret-key-file where there is
    /// none. Repeatable. Throws {@link DamagedBackupException} when a key is not that of its id.
    ///
    /// @param auditKeys public keys in base64, by their ids
    void adopt(Sql sql, Map<String, String> auditKeys, long now);

    /// A new random password for that account: durable in a file that only its owner may read when this
    /// returns. Returns its hash.
    String newPassword();

    /// The file that {@link #newPassword} writes.
    String passwordFile();
}
