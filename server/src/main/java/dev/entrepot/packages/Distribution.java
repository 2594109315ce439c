package dev.entrepot.packages;

/// The distribution of an image, as its os-release(5) names it.
///
/// @param id `debian`, `alpine`, `almalinux`, …
/// @param versionId `12`, `3.10.2`, `9.1`; empty where it has none (rolling releases)
/// @param codename `bookworm`; may be empty
/// @param prettyName for people
public record Distribution(String id, String versionId, String codename, String prettyName) {}
