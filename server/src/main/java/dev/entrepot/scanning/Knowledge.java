package dev.entrepot.scanning;

import dev.entrepot.packages.FoundPackage;
import dev.entrepot.vulnerabilities.Match;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What the vulnerability database says now; several questions to one of these are answered alike.
final class Knowledge {
    private static final String CVE = "CVE-";
    private static final String SCANNER = "entrepot";

    private final VulnerabilityDatabase.Snapshot snapshot;

    private Knowledge(VulnerabilityDatabase.Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    static Knowledge of(VulnerabilityDatabase database) {
        return new Knowledge(database.current());
    }

    /// When it was imported, in microseconds since 1970; 0 without one.
    long importedAt() {
        return snapshot.importedAt()
                .map(at -> ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .orElse(0L);
    }

    /// What is wrong with a package.
    PackageTable.Matched match(PackageKey key) {
        return new PackageTable.Matched(
                snapshot.matches(key.what(), key.distribution()), fingerprint(key), importedAt());
    }

    /// Stands for all that a match depends on: while it is the same, so is what is wrong with the package.
    String fingerprint(PackageKey key) {
        return snapshot.fingerprint(key.what(), key.distribution());
    }

    Finding finding(FoundPackage found, Match match) {
        Optional<String> cve = match.id().startsWith(CVE)
                ? Optional.of(match.id())
                : match.aliases().stream().filter(id -> id.startsWith(CVE)).findFirst();
        return new Finding(
                match.id(),
                match.aliases(),
                found.what().name(),
                found.what().version(),
                found.what().type().ofDistribution() ? found.what().sourceName() : "",
                match.fixedVersion(),
                match.severity(),
                found.what().type().id(),
                found.layer(),
                found.path(),
                match.score(),
                match.vector(),
                match.title(),
                match.url(),
                cve.filter(snapshot::exploited).isPresent(),
                cve.map(snapshot::epss).orElse(-1.0),
                SCANNER);
    }
}
