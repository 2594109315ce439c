package dev.entrepot.retention;

import java.time.Instant;

/// An image that runs somewhere, as somebody reported.
///
/// @param name of the report
/// @param by who reported, as they were called then
/// @param repository its whole name
public record Deployment(
        String name, String by, String repository, String digest, Instant reportedAt, Instant expiresAt) {
    /// `NS/REPO@DIGEST`, in one word.
    public String image() {
        return repository + "@" + digest;
    }
}
