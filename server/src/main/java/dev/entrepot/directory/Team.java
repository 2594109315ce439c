package dev.entrepot.directory;

import java.time.Instant;

/// Users who hold grants together.
public record Team(String id, String name, String description, Instant createdAt) {}
