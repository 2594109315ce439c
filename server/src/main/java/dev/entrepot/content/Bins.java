package dev.entrepot.content;

import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Brings manifests back from the bins of their repository. What a bin has is copied, so that what else was deleted
/// with
/// it can still be restored; what the repository has meanwhile stays as it is.
final class Bins {
    private final BinTable table = new BinTable();
    private final UsageTable usage = new UsageTable();

    /// What came back.
    ///
    /// @param missing what is named by that and is nowhere any more
    record Brought(List<Digest> manifests, Set<Digest> missing) {}

    /// A manifest, and the bin that it lies in.
    private record Place(long bin, Digest digest) {}

    /// Brings manifests of one bin with their children, wherever those are.
    ///
    /// @throws RefusedException when they do not fit into the namespace
    Brought bring(Sql sql, Home home, long bin, List<Digest> manifests) {
        List<Digest> back = new ArrayList<>();
        Set<Digest> missing = new LinkedHashSet<>();
        UsageTable.Growth growth = usage.new Growth(sql, home);
        Set<Digest> seen = new HashSet<>(manifests);
        Deque<Place> open = new ArrayDeque<>();
        manifests.forEach(digest -> open.add(new Place(bin, digest)));
        while (!open.isEmpty()) {
            Place next = open.poll();
            if (!copy(sql, home.id(), next, growth)) {
                continue;
            }
            back.add(next.digest);
            for (Digest child : table.children(sql, next.bin, next.digest)) {
                if (seen.add(child) && !table.hasManifest(sql, home.id(), child)) {
                    place(sql, home.id(), next.bin, child).ifPresentOrElse(open::add, () -> missing.add(child));
                }
            }
        }
        growth.book();
        return new Brought(back, missing);
    }

    private Optional<Place> place(Sql sql, long repository, long first, Digest digest) {
        return table.hasManifest(sql, first, digest)
                ? Optional.of(new Place(first, digest))
                : table.binWith(sql, repository, digest).map(bin -> new Place(bin, digest));
    }

    /// False when the repository has it.
    private boolean copy(Sql sql, long to, Place from, UsageTable.Growth growth) {
        List<BinTable.Gained> gained = table.copyManifest(sql, from.bin, to, from.digest);
        if (gained.isEmpty()) {
            return false;
        }
        hold(gained, growth);
        hold(table.copyLinks(sql, from.bin, to, from.digest), growth);
        table.copyNames(sql, from.bin, to, from.digest);
        return true;
    }

    private static void hold(List<BinTable.Gained> gained, UsageTable.Growth growth) {
        gained.stream().filter(BinTable.Gained::present).forEach(each -> growth.hold(each.digest(), each.size()));
    }
}
