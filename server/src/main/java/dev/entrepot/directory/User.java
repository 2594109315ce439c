package dev.entrepot.directory;

import java.time.Instant;

/// An account with what people are shown of it.
public record User(Account account, String displayName, String email, Instant createdAt) {}
