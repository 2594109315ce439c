package dev.entrepot.policy;

import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.packages.Severity;
import dev.entrepot.scanning.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Findings and packages as conditions see them: by the names of `scan -o json`.
final class Members {
    static final Map<String, Object> EXAMPLE_FINDING = of(new Finding(
            "CVE-2024-0001",
            List.of("GHSA-xxxx-xxxx-xxxx"),
            "openssl",
            "3.0.1",
            "openssl",
            "3.0.2",
            Severity.CRITICAL,
            PackageType.DEB.id(),
            "sha256:" + "0".repeat(64),
            "var/lib/dpkg/status",
            9.8,
            "",
            "",
            "",
            true,
            0.5,
            "entrepot"));
    static final Map<String, Object> EXAMPLE_PACKAGE = of(new FoundPackage(
            Package.of(PackageType.DEB, "openssl", "3.0.1"), "var/lib/dpkg/status", "sha256:" + "0".repeat(64)));

    private Members() {}

    static Map<String, Object> of(Finding finding) {
        Map<String, Object> members = new HashMap<>();
        members.put("id", finding.id());
        members.put("aliases", finding.aliases());
        members.put("package", finding.packageName());
        members.put("version", finding.version());
        members.put("source", finding.source());
        members.put("fixedVersion", finding.fixedVersion());
        members.put("severity", finding.severity().name());
        members.put("type", finding.type());
        members.put("layer", finding.layer());
        members.put("path", finding.path());
        members.put("score", finding.score());
        members.put("exploited", finding.exploited());
        members.put("epss", finding.epss());
        members.put("scanner", finding.scanner());
        return Map.copyOf(members);
    }

    static Map<String, Object> of(FoundPackage found) {
        Package what = found.what();
        return Map.of(
                "name", what.name(),
                "version", what.version(),
                "type", what.type().id(),
                "architecture", what.architecture(),
                "source", what.source(),
                "sourceVersion", what.sourceVersion(),
                "licences", what.licences(),
                "layer", found.layer(),
                "path", found.path());
    }
}
