package dev.entrepot.directory;

/// A group at a provider whose members are in a team.
///
/// @param group as the provider writes it
public record TeamGroup(String provider, String group) {
    /// Before all others.
    public static final TeamGroup FIRST = new TeamGroup("", "");
}
