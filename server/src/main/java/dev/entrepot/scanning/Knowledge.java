package dev.entrepot.scanning;

import dev.entrepot.packages.FoundPackage;
import dev.entrepot.vulnerabilities.DamagedSetException;
import dev.entrepot.vulnerabilities.Match;
import dev.entrepot.vulnerabilities.Snapshot;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What the vulnerability database says now; several questions to one of these are answered alike.
///
/// What needs a damaged part of it throws {@link DamagedSetException}, but for the scores, which only add to a finding.
final class Knowledge {
    private static final String CVE = "CVE-";
    private static final String SCANNER = "entrepot";
    private static final double UNKNOWN = -1;
    private static final long SECOND = 1_000_000;

    private final Snapshot snapshot;

    private Knowledge(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    static Knowledge of(VulnerabilityDatabase database) {
        return new Knowledge(database.current());
    }

    /// Which database this is: greater for those that were imported later, on whatever node, and 0 without one. The
    /// second
    /// of its import in microseconds since 1970, and below that its generation: a second may see two imports.
    long age() {
        return snapshot.importedAt()
                .map(at -> ChronoUnit.SECONDS.between(Instant.EPOCH, at) * SECOND + snapshot.generation() % SECOND)
                .orElse(0L);
    }

    /// When the database of that age was imported; empty for none.
    static Optional<Instant> importedAt(long age) {
        return age <= 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(age / SECOND));
    }

    /// What is wrong with a package.
    PackageTable.Matched match(PackageKey key) {
        return new PackageTable.Matched(snapshot.matches(key.what(), key.distribution()), fingerprint(key), age());
    }

    /// Stands for all that a match depends on: while it is the same, so is what is wrong with the package.
    String fingerprint(PackageKey key) {
        return Long.toHexString(snapshot.fingerprint(key.what(), key.distribution()));
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
                cve.filter(this::exploited).isPresent(),
                cve.map(this::epss).orElse(UNKNOWN),
                SCANNER);
    }

    private boolean exploited(String cve) {
        try {
            return snapshot.exploited(cve);
        } catch (DamagedSetException damaged) {
            return false;
        }
    }

    private double epss(String cve) {
        try {
            return snapshot.epss(cve);
        } catch (DamagedSetException damaged) {
            return UNKNOWN;
        }
    }
}
