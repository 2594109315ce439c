package dev.entrepot.access;

import dev.entrepot.authority.Authority;
import dev.entrepot.directory.NewUser;
import dev.entrepot.directory.SystemRole;
import dev.entrepot.directory.Users;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/// Makes the account `admin` when there is no account at all.
///
/// A random password is durable in its file before the account is committed. After a crash between the two the next
/// start finds the file and no account, and makes the account with the password that stands there: at no moment is
/// there an admin whose password nobody can know.
final class FirstAccount {
    private static final String NAME = "admin";

    /// 160 bits, written in hex: nothing that a shell or an option parser takes for something else.
    private static final int PASSWORD_BYTES = 20;

    private final Users users;
    private final PrivateFile passwordFile;
    private final SecureRandom random;

    FirstAccount(Users users, PrivateFile passwordFile, SecureRandom random) {
        this.users = users;
        this.passwordFile = passwordFile;
        this.random = random;
    }

    /// What this start did.
    enum Made {
        /// There was an account already.
        NONE,
        /// With the password that the configuration gave.
        WITH_GIVEN_PASSWORD,
        /// With the password in the file.
        WITH_PASSWORD_FILE
    }

    /// `given` counts at the first start only.
    Made ensure(Optional<Secret> given) {
        if (!users.none()) {
            return Made.NONE;
        }
        if (given.isPresent()) {
            // What an interrupted first start left would be a password that opens nothing.
            passwordFile.delete();
            return add(given.get()) ? Made.WITH_GIVEN_PASSWORD : Made.NONE;
        }
        Optional<String> left = passwordFile.read().filter(text -> !text.isBlank());
        String password = left.orElseGet(() -> newPassword(random));
        if (left.isEmpty()) {
            passwordFile.write(password);
        }
        if (add(new Secret(password))) {
            return Made.WITH_PASSWORD_FILE;
        }
        // Another node made the account meanwhile, with a password of its own.
        passwordFile.delete();
        return Made.NONE;
    }

    static String newPassword(SecureRandom random) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private boolean add(Secret password) {
        String hash = Argon2id.of(password.text(), random).phc();
        return users.addFirst(Authority.system("first-start"), new NewUser(NAME, hash, SystemRole.ADMIN, "", ""));
    }
}
