package dev.entrepot.sbom;

import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Bills for tests.
final class Bills {
    static final Instant SCANNED_AT = Instant.parse("2026-11-23T10:15:30.123456Z");
    static final String LAYER = "sha256:" + "b".repeat(64);
    static final Distribution BOOKWORM = new Distribution("debian", "12", "bookworm", "Debian GNU/Linux 12 (bookworm)");

    private Bills() {}

    static Subject subject(String problem) {
        return new Subject(
                "registry.example:5000/team/App",
                Digest.parse("sha256:" + "a".repeat(64)),
                "1.0",
                "linux",
                "arm64",
                SCANNED_AT,
                problem);
    }

    static Bill of(FoundPackage... packages) {
        return new Bill(subject(""), Optional.of(BOOKWORM), List.of(packages), "0.1.0");
    }

    /// One package of each type and every kind of licence.
    static Bill full() {
        List<FoundPackage> packages = new ArrayList<>();
        for (PackageType type : PackageType.values()) {
            String name = switch (type) {
                case MAVEN -> "org.example:one";
                case NPM -> "@example/one";
                case GOLANG -> "github.com/Example/One";
                case COMPOSER -> "example/one";
                case DEB, APK, RPM, PYPI, CARGO, GEM, NUGET -> "one";
            };
            packages.add(found(Package.of(type, name, "1.0"), "some/where"));
        }
        packages.add(licensed("id", "mit"));
        packages.add(licensed("expression", "MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR Apache-2.0+)"));
        packages.add(licensed("name", "GPLv2+ and friends"));
        packages.add(licensed("several", "MIT", "BSD-3-Clause"));
        packages.add(licensed("compound", "MIT OR Apache-2.0", "Zlib"));
        packages.add(licensed("mixed", "MIT OR Apache-2.0", "custom", ""));
        packages.add(licensed("long", "Permission is hereby granted, free of charge, to \u00e9veryone. ".repeat(50)));
        packages.add(found(
                new Package(PackageType.DEB, "libssl3", "1:3.0-1", "arm64", "openssl", "3.0-1", "", List.of(), false),
                "var/lib/dpkg/status"));
        return new Bill(subject(""), Optional.of(BOOKWORM), packages, "0.1.0");
    }

    static FoundPackage licensed(String name, String... licences) {
        return found(
                new Package(PackageType.PYPI, name, "1", "", "", "", "", List.of(licences), false), "site-packages");
    }

    static FoundPackage found(Package what, String path) {
        return new FoundPackage(what, path, LAYER);
    }

    static byte[] written(BillFormat format, Bill bill) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            format.write(bill, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
