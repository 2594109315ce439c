package dev.entrepot.api;

import dev.entrepot.directory.CiTrusts;
import dev.entrepot.directory.Grants;
import dev.entrepot.directory.PersonalTokens;
import dev.entrepot.directory.Robots;
import dev.entrepot.directory.Teams;
import dev.entrepot.directory.Users;

/// The services of the directory that routes use.
public record Directories(
        Users users, Teams teams, Robots robots, PersonalTokens tokens, Grants grants, CiTrusts trusts) {}
