package dev.entrepot.directory;

/// One who is in a team.
///
/// @param name of the user
/// @param provider who said so through a group; empty text for members named by hand
public record TeamMember(String name, String provider) {
    /// Before all others.
    public static final TeamMember FIRST = new TeamMember("", "");
}
