package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.util.List;
import java.util.Optional;

/// One line of the list that images without a package database carry in its place (`container-manifest-2`, made
/// by `rpm -qa --qf`): name, version-release, time of installation, time of building, vendor, epoch, size,
/// architecture, epoch as a number, source package; with a tab between.
final class RpmManifest {
    static final String PATH = "var/lib/rpmmanifest/container-manifest-2";

    private static final int COLUMNS = 10;

    private RpmManifest() {}

    /// Empty for an empty line.
    static Optional<Package> software(String line) throws UnreadableException {
        if (line.isBlank()) {
            return Optional.empty();
        }
        String[] columns = line.split("\t", -1);
        if (columns.length < COLUMNS || columns[0].isEmpty() || !columns[8].matches("\\d{1,9}")) {
            throw new UnreadableException("a line in it is not of " + COLUMNS + " columns as rpm lists a package");
        }
        RpmVersion version = new RpmVersion(Long.parseLong(columns[8]), columns[1]);
        RpmVersion.Source source = version.source(columns[0], columns[9]);
        return Optional.of(new Package(
                PackageType.RPM,
                columns[0],
                version.text(),
                columns[7].equals("(none)") ? "" : columns[7],
                source.name(),
                source.version(),
                "",
                List.of(),
                false));
    }
}
