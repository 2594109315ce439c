package dev.entrepot.api;

import dev.entrepot.content.Repository;
import dev.entrepot.policy.JudgedFinding;
import dev.entrepot.scanning.ImageScan;
import java.util.List;

/// Says which findings of an image count in a repository, in a transaction of its own:
/// {@link dev.entrepot.policy.Waivers#judge}.
@FunctionalInterface
public interface Judge {
    List<JudgedFinding> judge(Repository repository, ImageScan scan);
}
