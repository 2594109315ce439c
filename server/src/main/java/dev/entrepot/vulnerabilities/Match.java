package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;
import java.util.List;

/// A vulnerability that a package has, all advisories that speak of it merged.
///
/// @param id the CVE where there is one, else the advisory's own
/// @param aliases other ids of the same vulnerability and the advisories that name it, sorted, without `id`
/// @param fixedVersion the least version that has it no more and is above the installed one; empty when there is none
/// @param severity the worst that the most specific source says
/// @param score CVSS base score 0.0 to 10.0; negative when there is none
/// @param vector CVSS vector; empty when there is none
/// @param title one line for people; may be empty
/// @param url where to read on; may be empty
public record Match(
        String id,
        List<String> aliases,
        String fixedVersion,
        Severity severity,
        double score,
        String vector,
        String title,
        String url) {
    public Match {
        aliases = List.copyOf(aliases);
    }
}
