package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a file of Alpine's secdb, or one of Wolfi's and Chainguard's of the same form: `{distroversion,
/// reponame, urlprefix, packages: [{pkg: {name, secfixes: {"1.2-r0": ["CVE-… (note)", …]}}}]}`.
///
/// A version fixes what is listed at it; `0` lists what never concerned the package. Where an entry names one
/// CVE, other ids in it are its aliases. Fixed issues only: what is open is not in there.
final class SecdbReader {
    private static final int MAX_FIXES = 20_000;
    private static final int MAX_IDS = 5_000;
    private static final Pattern ID = Pattern.compile("\\b([A-Z][A-Z0-9]*-[A-Za-z0-9][A-Za-z0-9-]*)");
    private static final Pattern MISSPELT = Pattern.compile("\\bCVE_(?=\\d{4}-)");
    private static final String NEVER_AFFECTED = "0";

    /// Receives each advisory; where the ecosystem stands behind the packages it is filled in later.
    @FunctionalInterface
    interface Receiver {
        void accept(Advisory advisory) throws IOException;
    }

    /// @param release such as `v3.10`; empty where there is but one
    record Origin(String family, String release, String repository) {
        String ecosystem() {
            return release.isEmpty() ? family : family + ":" + release;
        }
    }

    private final JsonParser json;
    private final ImportTally tally;
    private final String where;

    SecdbReader(JsonParser json, ImportTally tally, String where) {
        this.json = json;
        this.tally = tally;
        this.where = where;
    }

    /// Of what the file speaks; reads only what stands around the packages.
    static Origin origin(JsonParser json) throws RefusedFileException {
        Map<String, String> texts = new LinkedHashMap<>();
        json.nextToken();
        Documents.members(json, (name, value) -> {
            if (value == JsonToken.VALUE_STRING) {
                texts.put(name, Documents.text(json));
            }
        });
        String release = texts.getOrDefault("distroversion", "");
        String repository = texts.getOrDefault("reponame", "");
        String place = texts.getOrDefault("urlprefix", "") + texts.getOrDefault("apkurl", "") + repository;
        if (place.contains("wolfi")) {
            return new Origin("Wolfi", "", repository);
        }
        if (place.contains("chainguard") || place.contains("cgr.dev")) {
            return new Origin("Chainguard", "", repository);
        }
        if (release.isEmpty()) {
            throw new RefusedFileException("a secdb file without a distroversion, and not of Wolfi or Chainguard");
        }
        return new Origin("Alpine", release, repository);
    }

    void read(Origin origin, Receiver receiver) throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean packages = json.currentName().equals("packages");
            JsonToken value = json.nextToken();
            if (packages && value == JsonToken.START_ARRAY) {
                readPackages(origin, receiver);
            } else {
                json.skipChildren();
            }
        }
    }

    private void readPackages(Origin origin, Receiver receiver) throws IOException {
        int depth = json.streamReadContext().getNestingDepth();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                return;
            }
            try {
                for (Advisory advisory : readPackage(origin)) {
                    receiver.accept(advisory);
                    tally.record();
                }
            } catch (InvalidRecordException e) {
                tally.broken(where, String.valueOf(e.getMessage()));
                Documents.leave(json, depth);
            }
        }
    }

    private List<Advisory> readPackage(Origin origin) throws InvalidRecordException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            throw new InvalidRecordException("packages holds what is no object");
        }
        String[] name = {""};
        Map<String, List<String>> fixes = new LinkedHashMap<>();
        Documents.members(json, (member, value) -> {
            if (member.equals("pkg") && value == JsonToken.START_OBJECT) {
                Documents.members(json, (inner, token) -> {
                    if (inner.equals("name")) {
                        name[0] = Documents.text(json);
                    } else if (inner.equals("secfixes") && token == JsonToken.START_OBJECT) {
                        readFixes(fixes);
                    }
                });
            }
        });
        return advisories(origin, Texts.required(name[0], "pkg.name"), fixes);
    }

    private void readFixes(Map<String, List<String>> fixes) throws InvalidRecordException {
        Documents.members(json, (version, token) -> {
            Documents.check(fixes.size(), MAX_FIXES, "fixed versions");
            fixes.put(Texts.required(version, "a fixed version"), Documents.texts(json, MAX_IDS, "fixes"));
        });
    }

    private static List<Advisory> advisories(Origin origin, String name, Map<String, List<String>> fixes) {
        Map<String, List<String>> versions = new LinkedHashMap<>();
        Map<String, Set<String>> aliases = new LinkedHashMap<>();
        fixes.forEach((version, entries) -> {
            for (String entry : version.equals(NEVER_AFFECTED) ? List.<String>of() : entries) {
                List<String> ids = ids(entry);
                List<String> cves = ids.stream().filter(Identity::isCve).toList();
                for (String id : cves.isEmpty() ? ids : cves) {
                    versions.computeIfAbsent(id, any -> new ArrayList<>()).add(version);
                    if (cves.size() <= 1) {
                        aliases.computeIfAbsent(id, any -> new LinkedHashSet<>())
                                .addAll(ids);
                    }
                }
            }
        });
        List<Advisory> advisories = new ArrayList<>();
        versions.forEach((id, fixed) -> {
            Affected affected = Affected.before(origin.ecosystem(), name, fixed, Rating.NONE);
            List<String> others = aliases.getOrDefault(id, Set.of()).stream()
                    .filter(other -> !other.equals(id))
                    .toList();
            Head head = new Head(id, others, List.of(), List.of(), Rating.NONE, "", "", List.of());
            advisories.add(new Advisory(head, 0, false, List.of(affected)));
        });
        return advisories;
    }

    /// `CVE-2019-1547` of `CVE-2019-1547 (only on s390x)`; the first one alone where none is a CVE.
    private static List<String> ids(String entry) {
        int note = entry.indexOf('(');
        String bare =
                MISSPELT.matcher(note < 0 ? entry : entry.substring(0, note)).replaceAll("CVE-");
        Matcher found = ID.matcher(bare);
        Set<String> ids = new LinkedHashSet<>();
        while (found.find()) {
            ids.add(found.group(1));
        }
        return List.copyOf(ids);
    }

    /// Name of the set in which a file's fixes are.
    static String setName(Origin origin) {
        return "secdb " + origin.ecosystem() + " " + origin.repository();
    }
}
