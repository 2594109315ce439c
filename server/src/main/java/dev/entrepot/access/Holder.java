package dev.entrepot.access;

import dev.entrepot.authority.Author;
import java.time.Instant;
import java.util.Optional;

/// Whose a credential is, and which one: what a token remembers of the credential it was made from, and dies with.
///
/// @param credentialVersion of the account or robot when the credential was shown
/// @param credential `password`, `session`, `token:ID`, `robot-secret:ID` or `ci:ID@SECONDS:SUBJECT`, with the id of a
/// personal token, a robot's secret, a trust rule; of the CI system's token also its end in seconds since 1970, and
/// its subject
public record Holder(Author.Kind kind, String id, String name, long credentialVersion, String credential) {
    public static final String PASSWORD = "password";
    public static final String SESSION = "session";
    static final String TOKEN = "token:";
    static final String ROBOT_SECRET = "robot-secret:";
    private static final String CI = "ci:";

    /// A subject names organisation, repository and branch; more is cut off in the audit.
    private static final int MAX_SUBJECT = 200;

    static final Holder NOBODY = new Holder(Author.Kind.ANONYMOUS, "", "", 0, "");

    /// The id of the personal token that it is, if it is one.
    public Optional<String> tokenId() {
        return credential.startsWith(TOKEN) ? Optional.of(credential.substring(TOKEN.length())) : Optional.empty();
    }

    /// A token of a CI system that a trust rule accepted.
    static String ci(CiTokens.Accepted accepted) {
        String subject = accepted.subject();
        String shown = subject.length() > MAX_SUBJECT ? subject.substring(0, MAX_SUBJECT) : subject;
        return CI + accepted.trustId() + "@" + accepted.expiresAt().getEpochSecond() + ":" + shown;
    }

    /// When the CI system's token ends; empty for every other credential.
    Optional<Instant> ciExpiry() {
        if (!credential.startsWith(CI)) {
            return Optional.empty();
        }
        int at = credential.indexOf('@');
        return Optional.of(
                Instant.ofEpochSecond(Long.parseLong(credential.substring(at + 1, credential.indexOf(':', at)))));
    }

    boolean nobody() {
        return kind == Author.Kind.ANONYMOUS;
    }
}
