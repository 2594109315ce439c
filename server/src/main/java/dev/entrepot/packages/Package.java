package dev.entrepot.packages;

import java.util.List;

/// An installed package, as its own database or metadata names it.
///
/// | type     | name                                   | version                                        |
/// | -------- | -------------------------------------- | ---------------------------------------------- |
/// | deb, apk | binary package                         | as written, with epoch and revision            |
/// | rpm      | binary package                         | `[EPOCH:]VERSION-RELEASE`, epoch 0 left out    |
/// | maven    | `group:artifact`, or `artifact` alone  | as written                                     |
/// | npm      | `name` or `@scope/name`                | as written                                     |
/// | pypi     | as written (compared by PEP 503)       | as written                                     |
/// | golang   | module path; `stdlib` for Go's own     | without the leading `v`; `(devel)` becomes ``  |
/// | composer | `vendor/name`                          | without a leading `v`                          |
/// | others   | as written                             | as written                                     |
///
/// @param architecture empty when it has none
/// @param source name of the source package (deb, apk's origin, rpm's SOURCERPM); empty where it is the same or unknown
/// @param sourceVersion version of the source package, with epoch; empty where it is the same as `version`
/// @param module stream of a modular rpm such as `nodejs:12`; else empty
/// @param licences as written, SPDX expressions where the package says so
/// @param vendored whether a package of the distribution owns its files, so that the distribution's advisories speak
///        for it
@SuppressWarnings("AvoidCommonTypeNames") // the word of the field, and nobody looks into classes here
public record Package(
        PackageType type,
        String name,
        String version,
        String architecture,
        String source,
        String sourceVersion,
        String module,
        List<String> licences,
        boolean vendored) {
    public Package {
        licences = List.copyOf(licences);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a package without a name");
        }
    }

    /// A package of which nothing more is known.
    public static Package of(PackageType type, String name, String version) {
        return new Package(type, name, version, "", "", "", "", List.of(), false);
    }

    /// The name of what it was built from.
    public String sourceName() {
        return source.isEmpty() ? name : source;
    }

    /// The version of what it was built from.
    public String builtFrom() {
        return sourceVersion.isEmpty() ? version : sourceVersion;
    }
}
