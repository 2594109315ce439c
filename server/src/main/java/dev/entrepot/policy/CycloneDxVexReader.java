package dev.entrepot.policy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `vulnerabilities` of a CycloneDX BOM, 1.4 to 1.6, in JSON: in the BOM itself, or in a document of its own
/// that refers to package URLs. What has no `analysis` says nothing.
final class CycloneDxVexReader {
    /// CycloneDX 1.6, "impactAnalysisState".
    private static final Map<String, VexStatus> STATES = Map.of(
            "resolved", VexStatus.FIXED,
            "resolved_with_pedigree", VexStatus.FIXED,
            "exploitable", VexStatus.AFFECTED,
            "in_triage", VexStatus.UNDER_INVESTIGATION,
            "false_positive", VexStatus.NOT_AFFECTED,
            "not_affected", VexStatus.NOT_AFFECTED);

    /// Components within components; deeper ones only break readers.
    private static final int MAX_COMPONENTS = 32;

    private static final Set<String> CONTAINER_TYPES = Set.of("oci", "docker");

    private final VexProducts products = new VexProducts();
    private final Map<String, VexProducts.Identity> components = new HashMap<>();
    private Optional<VexProducts.Identity> container = Optional.empty();

    static boolean is(VexJson json) {
        return json.node().path("bomFormat").asString("").equals("CycloneDX");
    }

    VexContent read(VexJson json) {
        Optional<VexJson> metadata = json.optionalObject("metadata");
        Instant at = metadata.flatMap(about -> about.optionalTime("timestamp"))
                .orElseThrow(() -> json.wrong("metadata", "an object with a timestamp"));
        Optional<VexJson> about = metadata.flatMap(value -> value.optionalObject("component"));
        about.ifPresent(component -> {
            VexProducts.Identity identity = component(component, 0);
            if (identity.urls().stream().anyMatch(url -> CONTAINER_TYPES.contains(url.type()))) {
                container = Optional.of(identity);
            }
        });
        json.objects("components").forEach(component -> component(component, 0));
        List<VexStatement> statements = new ArrayList<>();
        for (VexJson vulnerability : json.objects("vulnerabilities")) {
            if (vulnerability.has("analysis")) {
                VexProducts.requireFew(statements.size());
                statements.add(statement(vulnerability, at));
            }
        }
        if (statements.isEmpty()) {
            throw json.wrong("vulnerabilities", "one with an analysis at least");
        }
        String id = json.optionalText("serialNumber")
                .orElseThrow(() -> json.wrong("serialNumber", "an id such as urn:uuid:…"));
        String author =
                about.flatMap(component -> component.optionalText("name")).orElse(id);
        return new VexContent(VexFormat.CYCLONEDX, id, author, at, statements);
    }

    private VexProducts.Identity component(VexJson json, int depth) {
        if (depth > MAX_COMPONENTS) {
            throw new IllegalArgumentException(json.place() + ": components are nested deeper than " + MAX_COMPONENTS);
        }
        VexProducts.Identity identity = products.identity();
        json.optionalText("purl").ifPresent(url -> identity.add(json.place() + ".purl", url));
        json.optionalText("bom-ref").ifPresent(reference -> components.put(reference, identity));
        json.objects("components").forEach(inner -> component(inner, depth + 1));
        return identity;
    }

    private VexStatement statement(VexJson json, Instant at) {
        VexJson analysis = json.object("analysis");
        VexStatus status = STATES.get(analysis.text("state"));
        if (status == null) {
            throw analysis.wrong(
                    "state",
                    "one of "
                            + String.join(
                                    ", ", STATES.keySet().stream().sorted().toList()));
        }
        String justification = analysis.optionalText("justification").orElse("");
        String detail = analysis.optionalText("detail").orElse("");
        if (status == VexStatus.NOT_AFFECTED && justification.isEmpty() && detail.isEmpty()) {
            throw analysis.wrong("justification", "a justification or a detail, since it is not affected");
        }
        Set<String> issues = new LinkedHashSet<>();
        issues.add(VexProducts.issue(json.text("id")));
        json.objects("references")
                .forEach(other -> other.optionalText("id").ifPresent(id -> issues.add(VexProducts.issue(id))));
        List<VexProduct> affected =
                json.objects("affects").stream().map(this::product).toList();
        Instant since = analysis.optionalTime("lastUpdated").orElse(at);
        return new VexStatement(issues, affected, status, since, VexProducts.reason(status, justification, detail));
    }

    /// `affects[].ref`: a component of this BOM, a package URL, or a BOM-Link (`urn:cdx:SERIAL/VERSION#REF`) to either.
    private VexProduct product(VexJson json) {
        String reference = json.text("ref");
        int hash = reference.startsWith("urn:cdx:") ? reference.indexOf('#') : -1;
        String inner = hash < 0 ? reference : decoded(json, reference.substring(hash + 1));
        VexProducts.Identity known = components.get(inner);
        if (known == null) {
            known = products.identity();
            known.add(json.place() + ".ref", inner);
        }
        VexProducts.Identity part = known;
        return container
                .filter(image -> image != part)
                .map(image -> image.narrowedTo(part))
                .orElseGet(part::whole);
    }

    private static String decoded(VexJson json, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw json.wrong("ref", "a reference whose percent-encoding is whole");
        }
    }
}
