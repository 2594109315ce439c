package dev.entrepot.policy;

import dev.entrepot.content.Repository;
import dev.entrepot.database.Sql;
import dev.entrepot.scanning.ImageScan;
import java.util.List;

/// Exemptions and VEX statements: which findings of an image do not count.
public final class Waivers {
    /// The findings of an image as seen in a repository, each with what speaks for it now.
    public List<JudgedFinding> judge(Sql sql, Repository repository, ImageScan scan) {
        throw new IllegalStateException(sql.toString() + repository + scan);
    }

    /// Grows with every change of exemptions or VEX statements that this node knows of.
    public long changes() {
        return 0;
    }
}
