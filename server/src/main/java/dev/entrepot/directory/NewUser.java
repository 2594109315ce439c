package dev.entrepot.directory;

/// A local user to be made. Refuses with {@link IllegalArgumentException} what cannot be one.
///
/// @param passwordHash Argon2id in its text form
/// @param displayName may be empty
/// @param email may be empty
public record NewUser(String name, String passwordHash, SystemRole role, String displayName, String email) {
    static final int MAX_TEXT_LENGTH = 255;

    public NewUser {
        Names.user(name);
        if (passwordHash.isEmpty()) {
            throw new IllegalArgumentException("a local user has a password");
        }
        Names.line("the displayed name", displayName, MAX_TEXT_LENGTH);
        Names.line("the e-mail address", email, MAX_TEXT_LENGTH);
    }
}
