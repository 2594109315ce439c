package dev.entrepot.access;

import dev.entrepot.authority.Author;
import java.util.Optional;

/// Whose a credential is, and which one: what a token remembers of the credential it was made from, and dies with.
///
/// @param credentialVersion of the account or robot when the credential was shown
/// @param credential `password`, `session`, `token:ID`, `robot-secret:ID` or `ci:ID`, with the id of a personal token,
/// a robot's secret, a trust rule
public record Holder(Author.Kind kind, String id, String name, long credentialVersion, String credential) {
    public static final String PASSWORD = "password";
    public static final String SESSION = "session";
    static final String TOKEN = "token:";
    static final String ROBOT_SECRET = "robot-secret:";
    static final String CI = "ci:";

    static final Holder NOBODY = new Holder(Author.Kind.ANONYMOUS, "", "", 0, "");

    /// The id of the personal token that it is, if it is one.
    public Optional<String> tokenId() {
        return credential.startsWith(TOKEN) ? Optional.of(credential.substring(TOKEN.length())) : Optional.empty();
    }

    boolean nobody() {
        return kind == Author.Kind.ANONYMOUS;
    }
}
