package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.versions.VersionOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// The database as it was at one moment, for any number of threads. It keeps its files for as long as it is
/// held, so let go of it when the work is done.
///
/// What would need a damaged set throws {@link DamagedSetException}: an answer without it would be wrong.
public final class Snapshot {
    /// Goes into every fingerprint; counts up when the rules of matching change, so that everything is matched
    /// again.
    private static final long RULES = 1;

    private static final double UNKNOWN_PROBABILITY = -1;

    private final long generation;
    private final Optional<Instant> importedAt;
    private final OpenSets sets;

    Snapshot(Manifest manifest, OpenSets sets) {
        this.generation = manifest.generation();
        this.importedAt = manifest.sets().stream()
                .map(set -> Instant.ofEpochSecond(set.importedAt()))
                .max(Instant::compareTo);
        this.sets = sets;
    }

    /// Counts up with every import that changed something; 0 before the first.
    public long generation() {
        return generation;
    }

    /// When the newest set was imported; empty when there is none.
    public Optional<Instant> importedAt() {
        return importedAt;
    }

    /// The vulnerabilities of a package, one each, in the order of their ids. A version that the tools of its
    /// ecosystem do not take for one is compared with nothing; advisories that name it as it is count.
    ///
    /// @param distribution of the image; packages of a distribution match nothing without
    public List<Match> matches(Package what, Optional<Distribution> distribution) {
        List<Hit> hits = new ArrayList<>();
        VersionOrder order = VersionOrder.of(what.type());
        VersionRanges ranges = new VersionRanges(order);
        for (Lookup lookup : Lookup.of(what, distribution)) {
            if (!lookup.version().isEmpty()) {
                boolean valid = order.valid(lookup.version());
                counting(lookup).stream()
                        .filter(entry -> valid
                                ? ranges.concern(entry.affected(), lookup.version())
                                : entry.affected().versions().contains(lookup.version()))
                        .forEach(entry -> hit(entry, what, ranges.fixesAbove(entry.affected(), lookup.version()))
                                .ifPresent(hits::add));
            }
        }
        return hits.isEmpty() ? List.of() : Merging.matches(order, hits);
    }

    /// A hash of every stored record that could concern a package of this name, whatever its version. While it
    /// is the same {@link #matches} gives the same for the same package. Reads the index alone.
    public long fingerprint(Package what, Optional<Distribution> distribution) {
        Hash64 hash = new Hash64().add(RULES);
        for (Lookup lookup : Lookup.of(what, distribution)) {
            String key = lookup.key();
            hash.add(key);
            for (SetFile set : sets.of(lookup.ecosystem())) {
                set.fingerprint(key, hash);
            }
        }
        return hash.value();
    }

    /// Whether CISA's catalogue names it as exploited.
    public boolean exploited(String cve) {
        return sets.scores(SetKind.KEV).flatMap(file -> boxed(file.score(cve))).isPresent();
    }

    /// Probability, 0 to 1, that it is exploited within 30 days (EPSS); -1 when it is unknown.
    public double epss(String cve) {
        return sets.scores(SetKind.EPSS).flatMap(file -> boxed(file.score(cve))).orElse(UNKNOWN_PROBABILITY);
    }

    OpenSets sets() {
        return sets;
    }

    private static Optional<Double> boxed(OptionalDouble number) {
        return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }

    /// Of records of OSV that several sets have, and of one that an export has twice, the newest; a loose one
    /// before others.
    private List<SetFile.Entry> counting(Lookup lookup) {
        Map<String, SetFile.Entry> byId = new LinkedHashMap<>();
        List<SetFile.Entry> entries = new ArrayList<>();
        for (SetFile set : sets.of(lookup.ecosystem())) {
            boolean osv = set.info().kind() == SetKind.OSV || set.info().kind() == SetKind.LOOSE;
            for (SetFile.Entry entry : set.entries(lookup.ecosystem(), lookup.name())) {
                if (osv) {
                    byId.merge(entry.id(), entry, Snapshot::newer);
                } else {
                    entries.add(entry);
                }
            }
        }
        entries.addAll(byId.values());
        entries.removeIf(SetFile.Entry::withdrawn);
        return entries;
    }

    private static SetFile.Entry newer(SetFile.Entry left, SetFile.Entry right) {
        if (left.modified() != right.modified()) {
            return left.modified() > right.modified() ? left : right;
        }
        return right.file().info().kind() == SetKind.LOOSE ? right : left;
    }

    private static Optional<Hit> hit(SetFile.Entry entry, Package what, List<String> fixes) {
        if (what.type() == PackageType.RPM && !sameBuild(entry.affected(), what)) {
            return Optional.empty();
        }
        Head head = entry.head();
        return sameStream(head, what)
                ? Optional.of(new Hit(head, entry.affected().rating(), fixes))
                : Optional.empty();
    }

    /// Builds of module streams and plain ones of the same name do not replace each other.
    private static boolean sameBuild(Affected affected, Package what) {
        boolean modular = !what.module().isEmpty() || Affected.modular(what.version());
        return affected.modular() == modular;
    }

    /// What is known of the stream decides only when both know it.
    private static boolean sameStream(Head head, Package what) {
        if (what.type() != PackageType.RPM
                || what.module().isEmpty()
                || head.modules().isEmpty()) {
            return true;
        }
        return head.modules().stream()
                .anyMatch(
                        stream -> what.module().equals(stream) || what.module().startsWith(stream + ":"));
    }
}
