package dev.entrepot.scanning;

import dev.entrepot.packages.Severity;
import java.util.List;

/// A vulnerability of a package in an image: the members of `findings` in `scan -o json`, and of `findings` in
/// policies.
///
/// @param id the CVE where there is one
/// @param packageName as {@link dev.entrepot.packages.Package#name} has it
/// @param source the source package, for deb, apk and rpm; else empty
/// @param type as {@link dev.entrepot.packages.PackageType#id} writes it
/// @param layer digest of the layer that brought the package
/// @param score CVSS base score; negative when there is none
/// @param exploited whether CISA's list of known exploited vulnerabilities has it
/// @param epss probability of exploitation within 30 days, 0 to 1; negative when it is not known
/// @param scanner who says so: `entrepot`, or the name of an external scanner
public record Finding(
        String id,
        List<String> aliases,
        String packageName,
        String version,
        String source,
        String fixedVersion,
        Severity severity,
        String type,
        String layer,
        String path,
        double score,
        String vector,
        String title,
        String url,
        boolean exploited,
        double epss,
        String scanner) {
    public Finding {
        aliases = List.copyOf(aliases);
    }
}
