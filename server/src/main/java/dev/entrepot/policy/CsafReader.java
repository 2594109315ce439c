package dev.entrepot.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads CSAF 2.0, profile 5: VEX (`document.category` is `csaf_vex`).
final class CsafReader {
    /// CSAF 2.0, 3.2.3.2: which product status is which of OpenVEX's.
    private static final Map<String, VexStatus> STATUSES = Map.of(
            "known_not_affected", VexStatus.NOT_AFFECTED,
            "fixed", VexStatus.FIXED,
            "first_fixed", VexStatus.FIXED,
            "known_affected", VexStatus.AFFECTED,
            "first_affected", VexStatus.AFFECTED,
            "last_affected", VexStatus.AFFECTED,
            "under_investigation", VexStatus.UNDER_INVESTIGATION);

    /// A tree of products is vendor, family, architecture, version; deeper ones only break readers.
    private static final int MAX_BRANCHES = 32;

    private final VexProducts products = new VexProducts();
    private final Map<String, VexProducts.Identity> identities = new HashMap<>();
    private final Map<String, VexProduct> combined = new HashMap<>();
    private final Map<String, List<String>> groups = new HashMap<>();

    static boolean is(VexJson json) {
        return json.node().path("document").path("csaf_version").isString();
    }

    VexContent read(VexJson json) {
        VexJson document = json.object("document");
        if (!document.text("category").equals("csaf_vex")) {
            throw document.wrong("category", "csaf_vex");
        }
        VexJson tracking = document.object("tracking");
        Instant at = tracking.time("current_release_date");
        json.optionalObject("product_tree").ifPresent(this::tree);
        List<VexStatement> statements = new ArrayList<>();
        for (VexJson vulnerability : json.objects("vulnerabilities")) {
            statements(vulnerability, at, statements);
        }
        if (statements.isEmpty()) {
            throw json.wrong("vulnerabilities", "one with a product_status at least");
        }
        String author = document.object("publisher").text("name");
        return new VexContent(VexFormat.CSAF, tracking.text("id"), author, at, statements);
    }

    private void tree(VexJson tree) {
        branches(tree, 0);
        tree.objects("full_product_names").forEach(this::product);
        for (VexJson relationship : tree.objects("relationships")) {
            String whole = relationship.text("relates_to_product_reference");
            String part = relationship.text("product_reference");
            VexProducts.Identity inside = identities.get(part);
            VexProducts.Identity around = identities.get(whole);
            VexJson name = relationship.object("full_product_name");
            String id = product(name);
            if (inside != null && around != null && around.narrowedTo(inside).usable()) {
                combined.put(id, around.narrowedTo(inside));
            }
        }
        for (VexJson group : tree.objects("product_groups")) {
            groups.put(group.text("group_id"), group.texts("product_ids"));
        }
    }

    private void branches(VexJson parent, int depth) {
        if (depth > MAX_BRANCHES) {
            throw new IllegalArgumentException(parent.place() + ": branches are nested deeper than " + MAX_BRANCHES);
        }
        for (VexJson branch : parent.objects("branches")) {
            branch.optionalObject("product").ifPresent(this::product);
            branches(branch, depth + 1);
        }
    }

    private String product(VexJson json) {
        String id = json.text("product_id");
        VexProducts.Identity identity = products.identity();
        Optional<VexJson> found = json.optionalObject("product_identification_helper");
        if (found.isPresent()) {
            VexJson known = found.get();
            known.optionalText("purl").ifPresent(url -> identity.add(known.place() + ".purl", url));
            for (VexJson hashes : known.objects("hashes")) {
                for (VexJson hash : hashes.objects("file_hashes")) {
                    identity.addHash(hash.text("algorithm"), hash.text("value"));
                }
            }
        }
        identities.put(id, identity);
        return id;
    }

    private void statements(VexJson json, Instant at, List<VexStatement> statements) {
        Set<String> issues = issues(json);
        Map<String, String> flags = perProduct(json, "flags", "label");
        Map<String, String> impacts = perProduct(json, "threats", "details");
        Optional<VexJson> status = json.optionalObject("product_status");
        if (status.isEmpty()) {
            return;
        }
        for (Map.Entry<String, VexStatus> each : STATUSES.entrySet()) {
            for (String id : new LinkedHashSet<>(status.get().texts(each.getKey()))) {
                VexProducts.requireFew(statements.size());
                String flag = flags.getOrDefault(id, "");
                String impact = impacts.getOrDefault(id, "");
                if (each.getValue() == VexStatus.NOT_AFFECTED && flag.isEmpty() && impact.isEmpty()) {
                    throw status.get()
                            .wrong(
                                    each.getKey(),
                                    "a flag, or a threat of category impact, for each of its products: there is none for "
                                            + id);
                }
                statements.add(new VexStatement(
                        issues,
                        List.of(named(status.get(), id)),
                        each.getValue(),
                        at,
                        VexProducts.reason(each.getValue(), flag, impact)));
            }
        }
    }

    private static Set<String> issues(VexJson json) {
        Set<String> issues = new LinkedHashSet<>();
        json.optionalText("cve").ifPresent(cve -> issues.add(VexProducts.issue(cve)));
        json.objects("ids").forEach(id -> issues.add(VexProducts.issue(id.text("text"))));
        if (issues.isEmpty()) {
            throw json.wrong("cve", "a CVE, or else ids");
        }
        return issues;
    }

    /// What an array of flags or threats says, by the products that it says it of.
    private Map<String, String> perProduct(VexJson json, String member, String word) {
        Map<String, String> words = new HashMap<>();
        for (VexJson each : json.objects(member)) {
            if (each.has("category") && !each.text("category").equals("impact")) {
                continue;
            }
            Set<String> ids = new HashSet<>(each.texts("product_ids"));
            each.texts("group_ids").forEach(group -> ids.addAll(groups.getOrDefault(group, List.of())));
            String text = each.text(word);
            ids.forEach(id -> words.put(id, text));
        }
        return words;
    }

    private VexProduct named(VexJson status, String id) {
        VexProduct both = combined.get(id);
        if (both != null) {
            return both;
        }
        VexProducts.Identity identity = identities.get(id);
        if (identity == null) {
            throw new IllegalArgumentException(
                    status.place() + " names the product " + id + ", which is not in product_tree");
        }
        return identity.whole();
    }
}
