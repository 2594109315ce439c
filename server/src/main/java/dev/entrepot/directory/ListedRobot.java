package dev.entrepot.directory;

import java.util.List;

/// A robot with what people are shown of it.
///
/// @param sponsorName empty where the sponsor is gone
/// @param secrets that have not ended
public record ListedRobot(Robot robot, String sponsorName, List<RobotSecret> secrets) {
    public ListedRobot {
        secrets = List.copyOf(secrets);
    }
}
