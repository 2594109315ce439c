package dev.entrepot.sbom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The members of an SPDX 2 document that are about packages.
final class SpdxReader {
    private static final Set<String> NO_LICENCE = Set.of("", "NOASSERTION", "NONE");

    /// Purposes of what is no package that could be vulnerable by itself (SPDX 2.3, item 7.24).
    private static final Set<String> NO_PACKAGES =
            Set.of("CONTAINER", "OPERATING_SYSTEM", "DEVICE", "FILE", "ARCHIVE", "SOURCE", "OTHER");

    private record Found(String name, String purl, String licence) {}

    private final Draft draft;
    private final List<Found> packages = new ArrayList<>();
    private final Map<String, String> licences = new HashMap<>();
    private String version = "";

    SpdxReader(Draft draft) {
        this.draft = draft;
    }

    String version() {
        return version;
    }

    void member(String name, Walk walk) {
        switch (name) {
            case "spdxVersion" -> version = walk.text();
            case "creationInfo" -> creation(walk);
            case "packages" -> walk.elements(() -> packageOf(walk));
            case "hasExtractedLicensingInfos" -> walk.elements(() -> licence(walk));
            default -> {} // not about packages
        }
    }

    /// The licences that packages refer to are known only now.
    void finish() {
        for (Found found : packages) {
            String licence = licences.getOrDefault(found.licence, found.licence);
            draft.add(found.name, found.purl, List.of(licence));
        }
    }

    private void creation(Walk walk) {
        walk.members(name -> {
            switch (name) {
                case "created" -> draft.created(walk.text());
                case "creators" -> walk.elements(() -> creator(walk.text()));
                default -> {} // comments, version of the licence list
            }
        });
    }

    private void creator(String text) {
        String prefix = "Tool: ";
        if (text.startsWith(prefix)) {
            String tool = text.substring(prefix.length()).strip();
            int dash = tool.lastIndexOf('-');
            draft.tool(dash < 0 ? tool : tool.substring(0, dash), tool.substring(dash < 0 ? tool.length() : dash + 1));
        }
    }

    private void packageOf(Walk walk) {
        Map<String, String> texts = new HashMap<>();
        walk.members(name -> {
            switch (name) {
                case "name",
                        "versionInfo",
                        "licenseDeclared",
                        "licenseConcluded",
                        "primaryPackagePurpose",
                        "description" -> texts.put(name, walk.text());
                case "externalRefs" ->
                    walk.elements(() -> {
                        String purl = purl(walk);
                        if (!purl.isEmpty()) {
                            texts.putIfAbsent("purl", purl);
                        }
                    });
                default -> {} // not needed
            }
        });
        add(texts);
    }

    private static String purl(Walk walk) {
        Map<String, String> reference = new HashMap<>();
        walk.members(name -> {
            if (name.equals("referenceType") || name.equals("referenceLocator")) {
                reference.put(name, walk.text());
            }
        });
        return reference.getOrDefault("referenceType", "").equals("purl")
                ? reference.getOrDefault("referenceLocator", "")
                : "";
    }

    private void add(Map<String, String> texts) {
        String name = texts.getOrDefault("name", "");
        String purl = texts.getOrDefault("purl", "");
        // The specification has a dash in OPERATING-SYSTEM, its JSON schema an underscore.
        String purpose = texts.getOrDefault("primaryPackagePurpose", "").replace('-', '_');
        if (purpose.equals("OPERATING_SYSTEM")) {
            draft.distribution(name, texts.getOrDefault("versionInfo", ""), texts.getOrDefault("description", ""));
        }
        if (!purl.isEmpty()) {
            String declared = texts.getOrDefault("licenseDeclared", "");
            String licence = NO_LICENCE.contains(declared) ? texts.getOrDefault("licenseConcluded", "") : declared;
            remember(new Found(name, purl, NO_LICENCE.contains(licence) ? "" : licence));
        } else if (!NO_PACKAGES.contains(purpose)) {
            draft.passOver();
        }
    }

    private void remember(Found found) {
        packages.add(found);
        if (packages.size() > Draft.MAX_PACKAGES) {
            throw new Refusal(
                    "the document lists more than " + Draft.MAX_PACKAGES + " packages; attach a bill per image");
        }
    }

    private void licence(Walk walk) {
        Map<String, String> texts = new HashMap<>();
        walk.members(name -> {
            switch (name) {
                case "licenseId", "name", "extractedText" -> texts.put(name, walk.text());
                default -> {} // comments, links
            }
        });
        String named = texts.getOrDefault("name", "");
        String text = NO_LICENCE.contains(named) ? texts.getOrDefault("extractedText", "") : named;
        if (licences.size() < Draft.MAX_PACKAGES && !text.isEmpty()) {
            licences.put(texts.getOrDefault("licenseId", ""), text);
        }
    }
}
