package dev.entrepot.policy;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.scanning.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Objections in words for people, on one line, as clients print them.
public final class GateWords {
    /// Ids that are told of one policy.
    private static final int MOST_IDS = 5;

    /// Policies that are told in full.
    private static final int MOST_POLICIES = 3;

    private static final int SHOWN_DIGITS = 12;
    private static final int LONGEST_CONDITION = 200;
    private static final int LONGEST_PROBLEM = 200;

    private GateWords() {}

    /// `NS/REPO@sha256:…`, shortened.
    public static String image(RepositoryName name, Digest digest) {
        String text = digest.toString();
        return name + "@" + text.substring(0, text.indexOf(':') + 1 + SHOWN_DIGITS);
    }

    /// Why something is refused, and what helps.
    ///
    /// @param what `NS/REPO@DIGEST` and the like
    /// @param name where exemptions would have to hold
    public static String refusal(String what, RepositoryName name, List<Objection> objections) {
        List<String> parts = new ArrayList<>();
        for (Objection objection : objections.subList(0, Math.min(objections.size(), MOST_POLICIES))) {
            parts.add("the policy " + objection.policy() + " refuses " + what + ": " + reason(objection));
        }
        if (objections.size() > MOST_POLICIES) {
            parts.add(others(objections.subList(MOST_POLICIES, objections.size())));
        }
        return String.join("; and ", parts) + ". " + help(name, objections);
    }

    private static String others(List<Objection> objections) {
        return "so do the policies "
                + String.join(
                        ", ",
                        objections.stream()
                                .limit(MOST_POLICIES)
                                .map(objection -> objection.policy().toString())
                                .toList())
                + (objections.size() > MOST_POLICIES ? " and " + (objections.size() - MOST_POLICIES) + " more" : "");
    }

    /// What a puller is told of what is served nevertheless.
    public static String warning(String what, Objection objection) {
        String end = objection.until().map(until -> " until " + until).orElse("");
        String lead = objection.effect() == Effect.GRACE
                ? "was pulled before and still may be" + end + "; the policy " + objection.policy() + " refuses it"
                : "the policy " + objection.policy() + " warns of it";
        return what + ": " + lead + ": " + reason(objection);
    }

    /// Why a policy objects.
    public static String reason(Objection objection) {
        return switch (objection.cause()) {
            case Cause.Holds(List<Finding> findings, String tag) ->
                (tag.isEmpty() ? "" : "through the tag " + tag + ", ")
                        + (findings.isEmpty()
                                ? "its condition holds: " + cut(objection.condition(), LONGEST_CONDITION)
                                : findings(findings));
            case Cause.Errs(String reason) -> "its condition has no answer: " + cut(reason, LONGEST_PROBLEM);
            case Cause.Unscanned _ -> "it has not been scanned yet";
            case Cause.Unscannable(String problem) ->
                "it cannot be scanned" + (problem.isEmpty() ? "" : ": " + cut(problem, LONGEST_PROBLEM));
            case Cause.InPart(String problem) ->
                "not all of it could be read" + (problem.isEmpty() ? "" : ": " + cut(problem, LONGEST_PROBLEM));
        };
    }

    private static String findings(List<Finding> findings) {
        Map<String, Finding> byId = new LinkedHashMap<>();
        findings.forEach(finding -> byId.putIfAbsent(finding.id(), finding));
        List<String> shown =
                byId.values().stream().limit(MOST_IDS).map(GateWords::finding).toList();
        int more = byId.size() - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String finding(Finding finding) {
        return finding.id() + " in " + finding.packageName() + " " + finding.version() + " ("
                + finding.severity().name()
                + (finding.fixedVersion().isEmpty() ? ", no fix" : ", fixed in " + finding.fixedVersion()) + ")";
    }

    private static String help(RepositoryName name, List<Objection> objections) {
        for (Objection objection : objections) {
            if (objection.cause() instanceof Cause.Holds(List<Finding> findings, String _) && !findings.isEmpty()) {
                return "To have a finding exempted, ask a maintainer of " + name.namespace()
                        + " for: entrepot exemption-add --scope " + name + " --issue-id "
                        + findings.getFirst().id() + " --reason TEXT";
            }
        }
        boolean unscanned = objections.stream().anyMatch(objection -> objection.cause() instanceof Cause.Unscanned);
        return unscanned
                ? "Try again when it is scanned; entrepot scan " + name + " shows how far that is"
                : "Ask a maintainer of " + name.namespace() + " to change the policy: entrepot policy show "
                        + objections.getFirst().policy().name();
    }

    private static String cut(String text, int most) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }
}
