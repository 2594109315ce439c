package dev.entrepot.packages;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What kind of package: who builds it and how its versions compare. The id is the type of a package URL (purl-spec).
public enum PackageType {
    DEB,
    APK,
    RPM,
    MAVEN,
    NPM,
    PYPI,
    GOLANG,
    CARGO,
    GEM,
    COMPOSER,
    NUGET;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<PackageType> of(String id) {
        return Arrays.stream(values()).filter(type -> type.id().equals(id)).findFirst();
    }

    /// Whether packages of this type are installed by the package manager of a distribution.
    public boolean ofDistribution() {
        return this == DEB || this == APK || this == RPM;
    }
}
