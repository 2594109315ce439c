package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Sources of vulnerabilities made by hand, and what tests ask of a database.
final class Advisories {
    static final Optional<Distribution> NO_DISTRIBUTION = Optional.empty();

    private Advisories() {}

    /// A record of one package, from the beginning to a fix.
    static String osv(String id, String ecosystem, String name, String fixed) {
        return osv(id, "2024-01-01T00:00:00Z", ecosystem, name, fixed, "");
    }

    /// @param more members of the record, each with a comma before it
    static String osv(String id, String modified, String ecosystem, String name, String fixed, String more) {
        return """
                {"id":"%s","modified":"%s","affected":[{"package":{"ecosystem":"%s","name":"%s"},
                "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"%s"}]}]}]%s}""".formatted(id, modified, ecosystem, name, fixed, more);
    }

    static byte[] zip(String... documents) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String document : documents) {
            entries.put("record-" + entries.size() + ".json", document);
        }
        return zip(entries);
    }

    static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(bytes(entry.getValue()));
            }
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ImportReport load(VulnerabilityDatabase database, byte[] source) throws IOException {
        return database.importBytes("source", new ByteArrayInputStream(source));
    }

    static ImportReport load(VulnerabilityDatabase database, String source) throws IOException {
        return load(database, bytes(source));
    }

    static Path resource(String name) {
        try {
            return Path.of(Advisories.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Package npm(String name, String version) {
        return Package.of(PackageType.NPM, name, version);
    }

    static Package deb(String name, String version) {
        return Package.of(PackageType.DEB, name, version);
    }

    static Package rpm(String name, String version, String module) {
        return new Package(PackageType.RPM, name, version, "x86_64", "", "", module, List.of(), false);
    }

    static Optional<Distribution> image(String id, String version) {
        return Optional.of(new Distribution(id, version, "", ""));
    }

    static List<String> ids(VulnerabilityDatabase database, Package what) {
        return ids(database, what, NO_DISTRIBUTION);
    }

    static List<String> ids(VulnerabilityDatabase database, Package what, Optional<Distribution> image) {
        return database.current().matches(what, image).stream().map(Match::id).toList();
    }
}
