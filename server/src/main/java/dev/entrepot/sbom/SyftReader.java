package dev.entrepot.sbom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The members of syft's own JSON that are about packages.
final class SyftReader {
    private final Draft draft;
    private boolean artifacts;
    private boolean described;
    private String version = "";

    SyftReader(Draft draft) {
        this.draft = draft;
    }

    boolean isFormat() {
        return artifacts && described;
    }

    /// Of the schema.
    String version() {
        return version;
    }

    void member(String name, Walk walk) {
        switch (name) {
            case "artifacts" -> {
                artifacts = walk.atArray();
                walk.elements(() -> artifact(walk));
            }
            case "distro" -> distribution(walk);
            case "descriptor" -> descriptor(walk);
            case "schema" -> version = texts(walk).getOrDefault("version", "");
            default -> {} // files, relationships, the image itself
        }
    }

    private void descriptor(Walk walk) {
        described = walk.atObject();
        Map<String, String> texts = texts(walk);
        draft.tool(texts.getOrDefault("name", ""), texts.getOrDefault("version", ""));
        if (texts.containsKey("timestamp")) {
            draft.created(texts.getOrDefault("timestamp", ""));
        }
    }

    private void distribution(Walk walk) {
        Map<String, String> texts = texts(walk);
        draft.distribution(
                texts.getOrDefault("id", ""),
                texts.getOrDefault("versionID", ""),
                texts.getOrDefault("prettyName", ""));
    }

    private void artifact(Walk walk) {
        Map<String, String> texts = new HashMap<>();
        List<String> licences = new ArrayList<>();
        walk.members(name -> {
            switch (name) {
                case "name", "purl" -> texts.put(name, walk.text());
                case "licenses" -> walk.elements(() -> licence(walk, licences));
                default -> {} // where it was found and what its own database says
            }
        });
        draft.add(texts.getOrDefault("name", ""), texts.getOrDefault("purl", ""), licences);
    }

    /// A string up to schema 8; since then an object.
    private static void licence(Walk walk, List<String> licences) {
        String text = walk.atText() ? walk.text() : texts(walk).getOrDefault("value", "");
        if (licences.size() < Draft.MAX_LICENCES) {
            licences.add(text);
        }
    }

    /// The few members of a small object that are strings.
    private static Map<String, String> texts(Walk walk) {
        Map<String, String> texts = new HashMap<>();
        walk.members(name -> {
            if (walk.atText() && texts.size() < Draft.MAX_LICENCES) {
                texts.put(name, walk.text());
            }
        });
        return texts;
    }
}
