package dev.entrepot.imports;

/// Something that was not taken over.
///
/// @param repository as it is called here, or in the folder where it has no name here; empty for the folder
/// itself
/// @param what the tag, digest or file
/// @param why and what can be done
public record Problem(String repository, String what, String why) {}
