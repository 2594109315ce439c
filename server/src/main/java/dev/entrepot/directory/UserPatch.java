package dev.entrepot.directory;

import java.util.Optional;

/// What shall become different about a user, all at once; what is empty stays. Built from {@link #NONE}.
///
/// @param passwordHash Argon2id in its text form
/// @param revokeTokens whether all personal tokens end
public record UserPatch(
        Optional<String> passwordHash,
        boolean revokeTokens,
        Optional<SystemRole> role,
        Optional<Boolean> disabled,
        Optional<String> displayName,
        Optional<String> email) {
    public static final UserPatch NONE = new UserPatch(
            Optional.empty(), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public UserPatch {
        displayName.ifPresent(text -> Names.line("the displayed name", text, NewUser.MAX_TEXT_LENGTH));
        email.ifPresent(text -> Names.line("the e-mail address", text, NewUser.MAX_TEXT_LENGTH));
    }

    /// Ends what was made from the old password; personal tokens live on unless they are revoked too.
    public UserPatch withPassword(String hash) {
        return new UserPatch(Optional.of(hash), revokeTokens, role, disabled, displayName, email);
    }

    public UserPatch withTokensRevoked() {
        return new UserPatch(passwordHash, true, role, disabled, displayName, email);
    }

    public UserPatch withRole(SystemRole to) {
        return new UserPatch(passwordHash, revokeTokens, Optional.of(to), disabled, displayName, email);
    }

    public UserPatch withDisabled(boolean to) {
        return new UserPatch(passwordHash, revokeTokens, role, Optional.of(to), displayName, email);
    }

    public UserPatch withDisplayName(String to) {
        return new UserPatch(passwordHash, revokeTokens, role, disabled, Optional.of(to), email);
    }

    public UserPatch withEmail(String to) {
        return new UserPatch(passwordHash, revokeTokens, role, disabled, displayName, Optional.of(to));
    }
}
