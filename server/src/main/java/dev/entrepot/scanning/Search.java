package dev.entrepot.scanning;

import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.versions.VersionOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Which images have a package: from the packages of that name over the inverted index to images, in the order of their
/// rows, and to the repositories that have them.
final class Search {
    /// Different versions and builds of one name that are looked through; no package has as many.
    private static final int MAX_PACKAGES = 20_000;

    private static final int PAGE = 1_000;
    private static final int MAX_REPOSITORIES = 1_000;
    private static final int MAX_TAGS = 20;
    private static final int MAX_SHOWN = 20;

    /// Images that one page may pass by because the caller may see none of their repositories.
    private static final int MOST_PASSED = 5_000;

    private static final int STEP = 200;

    private final Database database;
    private final PackageTable packages = new PackageTable();
    private final ImageScanTable images = new ImageScanTable();
    private final ArrivalTable arrivals = new ArrivalTable();

    Search(Database database) {
        this.database = database;
    }

    SearchPage page(PackageQuery query, String cursor, int limit, Predicate<Repository> visible) {
        Cursor from = Cursor.parse(cursor);
        Map<Long, Package> wanted = database.read(sql -> wanted(sql, query));
        return new Page(wanted, limit, visible).from(from);
    }

    /// The last image that was shown, and the last of its repositories; the text is empty when all of them were.
    private record Cursor(long image, String repository) {
        static Cursor parse(String text) {
            int at = text.indexOf('@');
            try {
                return text.isEmpty()
                        ? new Cursor(-1, "")
                        : new Cursor(Long.parseLong(text, 0, Math.max(at, 0), 16), text.substring(at + 1));
            } catch (NumberFormatException none) {
                throw new IllegalArgumentException("expected the value of next from an earlier page", none);
            }
        }

        String text() {
            return Long.toHexString(image) + "@" + repository;
        }
    }

    private Map<Long, Package> wanted(Sql sql, PackageQuery query) {
        Map<Long, Package> wanted = new LinkedHashMap<>();
        String type = query.type().map(PackageType::id).orElse("");
        long after = -1;
        int looked = 0;
        while (looked < MAX_PACKAGES) {
            List<PackageTable.Stored> page = packages.named(sql, PackageKey.searched(query.name()), type, after, PAGE);
            for (PackageTable.Stored each : page) {
                Package what = each.key().what();
                int comparison = query.operator() == PackageQuery.Operator.ANY
                        ? 0
                        : VersionOrder.of(what.type()).compare(what.version(), query.version());
                if (query.operator().holds(comparison)) {
                    wanted.put(each.id(), what);
                }
                after = each.id();
            }
            looked += page.size();
            if (page.size() < PAGE) {
                break;
            }
        }
        return wanted;
    }

    /// One page while it fills.
    private final class Page {
        private final Map<Long, Package> wanted;
        private final int limit;
        private final Predicate<Repository> visible;
        private final List<SearchHit> hits = new ArrayList<>();

        Page(Map<Long, Package> wanted, int limit, Predicate<Repository> visible) {
            this.wanted = wanted;
            this.limit = limit;
            this.visible = visible;
        }

        SearchPage from(Cursor from) {
            // An image of which only some repositories were shown comes once more.
            Cursor last = new Cursor(from.repository.isEmpty() ? from.image : from.image - 1, "");
            int passed = 0;
            while (true) {
                long behind = last.image;
                SortedMap<Long, List<Package>> step = database.read(sql -> after(sql, behind));
                for (Map.Entry<Long, List<Package>> image : step.entrySet()) {
                    String begun = image.getKey() == from.image ? from.repository : "";
                    Optional<Cursor> full = add(image.getKey(), image.getValue(), begun);
                    if (full.isPresent()) {
                        return new SearchPage(hits, full.map(Cursor::text));
                    }
                    last = new Cursor(image.getKey(), "");
                    passed++;
                }
                if (step.size() < STEP) {
                    return new SearchPage(hits, Optional.empty());
                }
                if (hits.size() >= limit || passed >= MOST_PASSED) {
                    return new SearchPage(hits, Optional.of(last.text()));
                }
            }
        }

        /// The next images by their rows, with the packages that each has.
        private SortedMap<Long, List<Package>> after(Sql sql, long image) {
            TreeMap<Long, List<Package>> next = new TreeMap<>();
            for (Map.Entry<Long, Package> each : wanted.entrySet()) {
                for (long id : packages.images(sql, each.getKey(), image, STEP)) {
                    if (next.size() < STEP || id <= next.lastKey()) {
                        next.computeIfAbsent(id, _ -> new ArrayList<>()).add(each.getValue());
                    }
                }
                while (next.size() > STEP) {
                    next.pollLastEntry();
                }
            }
            return next;
        }

        /// Where to go on, when the page is full before all repositories of the image are shown.
        private Optional<Cursor> add(long id, List<Package> found, String after) {
            List<Candidate> candidates = database.read(sql -> candidates(sql, id, after));
            String shown = after;
            for (Candidate candidate : candidates) {
                // What may be seen is decided outside of transactions, as it may read the database itself.
                if (!visible.test(candidate.repository)) {
                    continue;
                }
                if (hits.size() >= limit) {
                    return Optional.of(shown.isEmpty() ? new Cursor(id - 1, "") : new Cursor(id, shown));
                }
                hits.add(new SearchHit(
                        candidate.repository.name(),
                        candidate.digest,
                        database.read(sql -> arrivals.tags(sql, candidate.repository.id(), candidate.digest, MAX_TAGS)),
                        found.stream().distinct().limit(MAX_SHOWN).toList()));
                shown = candidate.repository.name().text();
            }
            return Optional.empty();
        }

        private List<Candidate> candidates(Sql sql, long id, String after) {
            Optional<ImageScanTable.Stored> image = images.find(sql, id).filter(each -> each.scannedAt() != null);
            return image.isEmpty()
                    ? List.of()
                    : arrivals.places(sql, image.get().namespace(), image.get().digest(), MAX_REPOSITORIES).stream()
                            .filter(place -> place.name().text().compareTo(after) > 0)
                            .map(place -> new Candidate(place, image.get().digest()))
                            .toList();
        }
    }

    private record Candidate(Repository repository, Digest digest) {}
}
