package dev.entrepot.vulnerabilities;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Of which vulnerabilities a record speaks.
///
/// A record and its aliases are one. One that passes on a single id (`DEBIAN-CVE-…`, an advisory of one CVE) is
/// that one too. An advisory that passes on several is a bundle: they have nothing in common but the advisory.
/// What is only `related` counts where a source has no other way to say what it fixes: advisories of
/// distributions, and PYSEC where it has no alias.
///
/// @param same ids of one vulnerability, the record's own first; of a bundle its own alone
/// @param bundled ids of different vulnerabilities; empty when it is no bundle
record Identity(Set<String> same, Set<String> bundled) {
    private static final Pattern CVE = Pattern.compile("CVE-(\\d{4})-(\\d{4,12})");
    private static final Pattern OF_DISTRIBUTION =
            Pattern.compile("(?:DEBIAN|ALPINE|UBUNTU|WOLFI)-(CVE-\\d{4}-\\d{4,12})");
    private static final Pattern BY_RELATION =
            Pattern.compile("([AR]L[SBE]A|RXSA|RH[SBE]A|ELSA|DSA|DLA|DTSA|USN|LSN|MGASA|SUSE|openSUSE|OESA|PYSEC)-.*");

    /// By year and number, as numbers.
    static final Comparator<String> BY_NUMBER = Comparator.comparing((String cve) -> group(cve, 1))
            .thenComparingInt(cve -> group(cve, 2).length())
            .thenComparing(cve -> group(cve, 2));

    static boolean isCve(String id) {
        return CVE.matcher(id).matches();
    }

    static Identity of(Head head) {
        Set<String> same = new LinkedHashSet<>();
        same.add(head.id());
        same.addAll(head.aliases());
        Matcher derived = OF_DISTRIBUTION.matcher(head.id());
        if (derived.matches()) {
            same.add(derived.group(1));
        }
        if (same.stream().anyMatch(Identity::isCve)) {
            return new Identity(same, Set.of());
        }
        List<String> passedOn = passedOn(head);
        if (passedOn.size() > 1) {
            return new Identity(Set.of(head.id()), new LinkedHashSet<>(passedOn));
        }
        same.addAll(passedOn);
        return new Identity(same, Set.of());
    }

    boolean bundle() {
        return !bundled.isEmpty();
    }

    private static List<String> passedOn(Head head) {
        List<String> cves =
                new ArrayList<>(head.upstream().stream().filter(Identity::isCve).toList());
        if (cves.isEmpty() && BY_RELATION.matcher(head.id()).matches()) {
            cves.addAll(head.related().stream().filter(Identity::isCve).toList());
        }
        return cves.isEmpty() ? head.upstream() : cves;
    }

    private static String group(String cve, int group) {
        Matcher parts = CVE.matcher(cve);
        return parts.matches() ? parts.group(group) : cve;
    }
}
