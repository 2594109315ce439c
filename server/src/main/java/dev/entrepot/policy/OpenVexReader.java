package dev.entrepot.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads OpenVEX 0.2.0, and its first version, in which vulnerabilities and products are plain strings.
final class OpenVexReader {
    static final String CONTEXT = "https://openvex.dev/ns";

    /// OpenVEX 0.2.0, "Status Justifications".
    static final Set<String> JUSTIFICATIONS = Set.of(
            "component_not_present",
            "vulnerable_code_not_present",
            "vulnerable_code_not_in_execute_path",
            "vulnerable_code_cannot_be_controlled_by_adversary",
            "inline_mitigations_already_exist");

    private final VexProducts products = new VexProducts();
    private final List<String> subjects;

    /// @param subjects digests of what the document was attached to, which statements without products are about
    OpenVexReader(List<String> subjects) {
        this.subjects = subjects;
    }

    static boolean is(VexJson json) {
        return json.node().path("@context").asString("").startsWith(CONTEXT);
    }

    VexContent read(VexJson json) {
        Instant at = json.optionalTime("last_updated").orElseGet(() -> json.time("timestamp"));
        Instant begin = json.time("timestamp");
        List<VexStatement> statements = new ArrayList<>();
        for (VexJson statement : json.objects("statements")) {
            VexProducts.requireFew(statements.size());
            statements.add(statement(statement, begin));
        }
        if (statements.isEmpty()) {
            throw json.wrong("statements", "one statement at least");
        }
        return new VexContent(VexFormat.OPENVEX, json.text("@id"), json.text("author"), at, statements);
    }

    private VexStatement statement(VexJson json, Instant begin) {
        VexStatus status = status(json);
        String justification = json.optionalText("justification").orElse("");
        String impact = json.optionalText("impact_statement").orElse("");
        if (!justification.isEmpty() && !JUSTIFICATIONS.contains(justification)) {
            throw json.wrong(
                    "justification",
                    "one of "
                            + String.join(", ", JUSTIFICATIONS.stream().sorted().toList()));
        }
        if (status == VexStatus.NOT_AFFECTED && justification.isEmpty() && impact.isEmpty()) {
            throw json.wrong("justification", "a justification or an impact_statement, since it is not_affected");
        }
        return new VexStatement(
                issues(json),
                products(json),
                status,
                json.optionalTime("timestamp").orElse(begin),
                VexProducts.reason(status, justification, impact));
    }

    private static VexStatus status(VexJson json) {
        String text = json.text("status");
        for (VexStatus status : VexStatus.values()) {
            if (status.id().equals(text)) {
                return status;
            }
        }
        throw json.wrong("status", "not_affected, affected, fixed or under_investigation");
    }

    private static Set<String> issues(VexJson json) {
        if (json.node().path("vulnerability").isString()) {
            return Set.of(VexProducts.issue(json.text("vulnerability")));
        }
        VexJson vulnerability = json.object("vulnerability");
        Set<String> issues = new LinkedHashSet<>();
        issues.add(VexProducts.issue(vulnerability.text("name")));
        vulnerability.texts("aliases").forEach(alias -> issues.add(VexProducts.issue(alias)));
        return issues;
    }

    private List<VexProduct> products(VexJson json) {
        List<VexProduct> found = new ArrayList<>();
        for (VexJson product : json.elements("products")) {
            found.add(product(product));
        }
        if (found.isEmpty() && !subjects.isEmpty()) {
            found.add(new VexProduct(List.of(), subjects, false, List.of()));
        }
        if (found.isEmpty()) {
            throw json.wrong("products", "the products that it is about");
        }
        return found;
    }

    private VexProduct product(VexJson json) {
        VexProducts.Identity identity = products.identity();
        identify(json, identity);
        List<VexJson> subcomponents = json.elements("subcomponents");
        if (subcomponents.isEmpty()) {
            return identity.whole();
        }
        VexProducts.Identity parts = products.identity();
        subcomponents.forEach(part -> identify(part, parts));
        return identity.narrowedTo(parts);
    }

    private static void identify(VexJson json, VexProducts.Identity identity) {
        if (json.node().isObject()) {
            component(json, identity);
        } else {
            identity.add(json.place(), json.string());
        }
    }

    /// `@id`, `identifiers` and `hashes`: OpenVEX 0.2.0, "Component".
    private static void component(VexJson json, VexProducts.Identity identity) {
        json.optionalText("@id").ifPresent(id -> identity.add(json.place() + ".@id", id));
        json.optionalObject("identifiers")
                .flatMap(identifiers -> identifiers.optionalText("purl"))
                .ifPresent(url -> identity.add(json.place() + ".identifiers.purl", url));
        json.optionalObject("hashes")
                .ifPresent(hashes -> hashes.words().forEach(hash -> identity.addHash(hash.getKey(), hash.getValue())));
    }
}
