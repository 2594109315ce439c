package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;
import dev.entrepot.versions.VersionOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Makes one match of all advisories that speak of the same vulnerability, see {@link Identity}.
///
/// The severity is the worst that the first of these says:
///
/// 1. ratings of this package (`affected[].severity`, Debian's urgency),
/// 2. words of records that speak of this vulnerability alone (GitHub, Ubuntu, advisories of one CVE),
/// 3. words of bundles: each is that of its worst, so of several the least,
/// 4. CVSS vectors of records.
final class Merging {
    private final VersionOrder order;
    private final Map<String, String> parents = new HashMap<>();
    private final List<Hit> hits;

    private Merging(VersionOrder order, List<Hit> hits) {
        this.order = order;
        this.hits = hits;
    }

    /// In the order of their ids.
    static List<Match> matches(VersionOrder order, List<Hit> hits) {
        return new Merging(order, hits).merged();
    }

    /// A hit as it speaks of one vulnerability.
    private record Voice(Hit hit, boolean bundle) {
        Rating rating() {
            return hit.head().rating();
        }
    }

    private List<Match> merged() {
        Map<Hit, Identity> identities = new LinkedHashMap<>();
        for (Hit hit : hits) {
            Identity identity = Identity.of(hit.head());
            identities.put(hit, identity);
            identity.same().forEach(id -> join(hit.head().id(), id));
        }
        Map<String, List<Voice>> groups = new LinkedHashMap<>();
        identities.forEach((hit, identity) -> {
            if (identity.bundle()) {
                identity.bundled().forEach(id -> group(groups, id).add(new Voice(hit, true)));
            } else {
                group(groups, hit.head().id()).add(new Voice(hit, false));
            }
        });
        Map<String, Set<String>> ids = new HashMap<>();
        for (String id : List.copyOf(parents.keySet())) {
            ids.computeIfAbsent(root(id), any -> new TreeSet<>()).add(id);
        }
        Map<String, Match> matches = new TreeMap<>();
        groups.forEach((root, voices) -> {
            Match match = match(ids.getOrDefault(root, Set.of(root)), voices);
            matches.put(match.id(), match);
        });
        return List.copyOf(matches.values());
    }

    private List<Voice> group(Map<String, List<Voice>> groups, String id) {
        join(id, id);
        return groups.computeIfAbsent(root(id), any -> new ArrayList<>());
    }

    private void join(String left, String right) {
        parents.putIfAbsent(left, left);
        parents.putIfAbsent(right, right);
        parents.put(root(left), root(right));
    }

    private String root(String id) {
        String root = id;
        for (String parent = parents.getOrDefault(root, root); !parent.equals(root); ) {
            root = parent;
            parent = parents.getOrDefault(root, root);
        }
        parents.put(id, root);
        return root;
    }

    private Match match(Set<String> ids, List<Voice> voices) {
        Set<String> names = new TreeSet<>(ids);
        voices.forEach(voice -> names.add(voice.hit().head().id()));
        String id = ids.stream().filter(Identity::isCve).min(Identity.BY_NUMBER).orElseGet(() -> first(ids, voices));
        names.remove(id);
        List<String> fixes =
                voices.stream().flatMap(voice -> voice.hit().fixes().stream()).toList();
        Rating scored = scored(voices);
        return new Match(
                id,
                List.copyOf(names),
                new VersionRanges(order).least(fixes).orElse(""),
                severity(voices, scored),
                scored.score(),
                scored.vector(),
                text(voices, Head::title),
                url(id, voices));
    }

    /// Of several records without a CVE the first by id.
    private static String first(Set<String> ids, List<Voice> voices) {
        return voices.stream()
                .map(voice -> voice.hit().head().id())
                .filter(ids::contains)
                .min(Comparator.naturalOrder())
                .orElseGet(() -> ids.stream().min(Comparator.naturalOrder()).orElseThrow());
    }

    private static Severity severity(List<Voice> voices, Rating scored) {
        Severity ofPackage = worst(
                voices.stream().map(voice -> voice.hit().ofPackage().severity()).toList());
        if (ofPackage != Severity.UNKNOWN) {
            return ofPackage;
        }
        Severity alone = worst(voices.stream()
                .filter(voice -> !voice.bundle())
                .map(voice -> voice.rating().word())
                .toList());
        if (alone != Severity.UNKNOWN) {
            return alone;
        }
        return voices.stream()
                .filter(Voice::bundle)
                .map(voice -> voice.rating().word())
                .filter(word -> word != Severity.UNKNOWN)
                .min(Comparator.naturalOrder())
                .orElseGet(scored::severity);
    }

    private static Severity worst(List<Severity> severities) {
        return severities.stream().max(Comparator.naturalOrder()).orElse(Severity.UNKNOWN);
    }

    /// The vector to show: the package's before the record's, the newest version of CVSS, the highest score.
    /// That of a bundle belongs to nobody knows which of its vulnerabilities.
    private static Rating scored(List<Voice> voices) {
        List<Rating> ofPackage =
                voices.stream().map(voice -> voice.hit().ofPackage()).toList();
        List<Rating> ofRecord = voices.stream()
                .filter(voice -> !voice.bundle())
                .map(Voice::rating)
                .toList();
        Comparator<Rating> order = Comparator.<Rating>comparingInt(rating -> Cvss.version(rating.vector()))
                .thenComparingDouble(Rating::score);
        for (List<Rating> ratings : List.of(ofPackage, ofRecord)) {
            Rating best = ratings.stream()
                    .filter(rating -> !rating.vector().isEmpty())
                    .max(order)
                    .orElse(Rating.NONE);
            if (!best.vector().isEmpty()) {
                return best.withWord(Severity.UNKNOWN);
            }
        }
        return Rating.NONE;
    }

    /// The first one that is not empty, of records that speak of this vulnerability alone if there is one.
    private static String text(List<Voice> voices, Function<Head, String> member) {
        return voices.stream()
                .sorted(Comparator.comparing(Voice::bundle))
                .map(voice -> member.apply(voice.hit().head()))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String url(String id, List<Voice> voices) {
        String url = text(voices, Head::url);
        return url.isEmpty() ? "https://osv.dev/vulnerability/" + id : url;
    }
}
