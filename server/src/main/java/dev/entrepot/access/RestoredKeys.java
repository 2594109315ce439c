package dev.entrepot.access;

import dev.entrepot.backup.DamagedBackupException;
import dev.entrepot.backup.RestoredSecrets;
import dev.entrepot.backup.UnusableFolderException;
import dev.entrepot.database.Sql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/// Keys and the first password of a registry that comes out of a backup.
public final class RestoredKeys implements RestoredSecrets {
    private final SecureRandom random = new SecureRandom();
    private final SigningKeyTable table = new SigningKeyTable(SigningKeyTable.AUDIT);
    private final PrivateFile keyFile;
    private final PrivateFile passwordFile;

    /// @param data the data folder
    public RestoredKeys(AccessConfig config, Path data) {
        this.keyFile = new PrivateFile(AccessControl.secretKeyFile(config, data));
        this.passwordFile = new PrivateFile(AccessControl.passwordFile(data));
    }

    @Override
    public void place(byte[] secretKeyFile) {
        String text = new String(secretKeyFile, StandardCharsets.UTF_8).strip();
        Optional<String> present = keyFile.read();
        if (present.isEmpty()) {
            keyFile.write(text);
        } else if (!present.get().strip().equals(text)) {
            throw new UnusableFolderException("the secret-key-file " + keyFile.path() + " is not the one of the backup,"
                    + " whose keys it would have to open: move it away and run this again");
        }
    }

    /// A key that verifies and cannot sign lies sealed like the others, so that who can only write to the
    /// database adds none.
    @Override
    public void adopt(Sql sql, Map<String, String> auditKeys, long now) {
        SecretKey secretKey = SecretKey.read(keyFile, random).orElseGet(() -> SecretKey.make(keyFile, random));
        auditKeys.forEach((kid, key) -> {
            if (!AuditSigner.isKeyOf(kid, key)) {
                throw new DamagedBackupException("the audit key " + kid + " of the backup is not the one of its id");
            }
            if (table.sealed(sql, kid).isEmpty()) {
                table.insert(sql, kid, AuditSigner.sealed(secretKey, kid, key), now);
                table.retire(sql, kid, now);
            }
        });
    }

    @Override
    public String newPassword() {
        String password = FirstAccount.newPassword(random);
        passwordFile.write(password);
        return Argon2id.of(password, random).phc();
    }

    @Override
    public String passwordFile() {
        return passwordFile.path().toString();
    }
}
