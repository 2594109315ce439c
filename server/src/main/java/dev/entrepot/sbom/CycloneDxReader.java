package dev.entrepot.sbom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The members of a CycloneDX document that are about packages.
final class CycloneDxReader {
    /// Types of components that could be packages; the others are files, data, devices and the like.
    private static final Set<String> PACKAGES = Set.of("library", "application", "framework");

    private final Draft draft;
    private String format = "";
    private String version = "";

    CycloneDxReader(Draft draft) {
        this.draft = draft;
    }

    boolean isFormat() {
        return format.equals("CycloneDX");
    }

    String version() {
        return version;
    }

    void member(String name, Walk walk) {
        switch (name) {
            case "bomFormat" -> format = walk.text();
            case "specVersion" -> version = walk.text();
            case "metadata" -> metadata(walk);
            case "components" -> walk.elements(() -> component(walk));
            default -> {} // not about packages
        }
    }

    private void metadata(Walk walk) {
        walk.members(name -> {
            switch (name) {
                case "timestamp" -> draft.created(walk.text());
                case "tools" -> tools(walk);
                default -> {} // authors, the image itself
            }
        });
    }

    /// A list up to 1.4; since then an object with components.
    private void tools(Walk walk) {
        walk.elements(() -> tool(walk));
        walk.members(name -> {
            if (name.equals("components")) {
                walk.elements(() -> tool(walk));
            }
        });
    }

    private void tool(Walk walk) {
        Map<String, String> texts = new HashMap<>();
        walk.members(name -> {
            if (name.equals("name") || name.equals("version")) {
                texts.put(name, walk.text());
            }
        });
        draft.tool(texts.getOrDefault("name", ""), texts.getOrDefault("version", ""));
    }

    /// A component may have further ones within it.
    private void component(Walk walk) {
        Map<String, String> texts = new HashMap<>();
        List<String> licences = new ArrayList<>();
        walk.members(name -> {
            switch (name) {
                case "type", "group", "name", "version", "purl", "description" -> texts.put(name, walk.text());
                case "licenses" -> walk.elements(() -> licence(walk, licences));
                case "components" -> walk.elements(() -> component(walk));
                default -> {} // not needed
            }
        });
        String type = texts.getOrDefault("type", "");
        String name = texts.getOrDefault("name", "");
        if (type.equals("operating-system")) {
            draft.distribution(name, texts.getOrDefault("version", ""), texts.getOrDefault("description", ""));
        } else if (texts.containsKey("purl")) {
            String purl = texts.getOrDefault("purl", "");
            String group = texts.getOrDefault("group", "");
            String separator = purl.startsWith("pkg:maven/") ? ":" : "/";
            draft.add(group.isEmpty() ? name : group + separator + name, purl, licences);
        } else if (PACKAGES.contains(type)) {
            draft.passOver();
        }
    }

    private static void licence(Walk walk, List<String> licences) {
        walk.members(name -> {
            switch (name) {
                case "expression" -> add(licences, walk.text());
                case "license" ->
                    walk.members(member -> {
                        if (member.equals("id") || member.equals("name")) {
                            add(licences, walk.text());
                        }
                    });
                default -> {} // how it was found
            }
        });
    }

    private static void add(List<String> licences, String licence) {
        if (licences.size() < Draft.MAX_LICENCES) {
            licences.add(licence);
        }
    }
}
