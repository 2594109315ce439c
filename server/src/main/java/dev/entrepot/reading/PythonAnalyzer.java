package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// What pip, setuptools and their like installed: `NAME.dist-info/METADATA` and `NAME.egg-info/PKG-INFO`,
/// headers up to a blank line (PyPA, "Core metadata specifications"), and eggs, which hold the same.
final class PythonAnalyzer implements Analyzer {
    private static final String EGG = ".egg";
    private static final String EGG_INFO = ".egg-info";
    private static final String EGG_METADATA = "EGG-INFO/PKG-INFO";
    private static final String OSI = "License :: OSI Approved :: ";
    private static final String CLASSIFIED = "License :: ";

    /// Some write the whole text of the licence there.
    private static final int MAX_LICENCE = 200;

    private static final int MAX_EGG_ENTRIES = 20_000;

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return path.endsWith(".dist-info/METADATA")
                || path.endsWith(EGG_INFO + "/PKG-INFO")
                || path.endsWith(EGG_INFO + "/METADATA")
                || path.endsWith(EGG_INFO)
                || path.endsWith("/" + EGG_METADATA)
                || (path.endsWith(EGG) && !path.endsWith("/" + EGG));
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        if (path.endsWith(EGG)) {
            return egg(path, bytes, budget);
        }
        Optional<Package> found = headers(Lines.of(bytes, size, budget), budget);
        return found.map(what -> Evidence.of(path, List.of(what)));
    }

    private static Optional<Package> headers(Lines lines, Budget budget) throws IOException {
        String name = "";
        String version = "";
        String licence = "";
        String expression = "";
        Set<String> classified = new LinkedHashSet<>();
        for (Optional<String> next = lines.next();
                next.isPresent() && !next.get().isBlank();
                next = lines.next()) {
            String line = next.get();
            int colon = line.indexOf(':');
            if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
                String value = line.substring(colon + 1).strip();
                switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "name" -> name = value;
                    case "version" -> version = value;
                    case "license" -> licence = value;
                    case "license-expression" -> expression = value;
                    case "classifier" -> classify(value, classified);
                    default -> {
                        // authors, summaries and the like
                    }
                }
            }
        }
        if (name.isEmpty() || version.isEmpty()) {
            return Optional.empty();
        }
        budget.found(1);
        List<String> licences = licences(expression, licence, classified);
        return Optional.of(new Package(PackageType.PYPI, name, version, "", "", "", "", licences, false));
    }

    private static void classify(String value, Set<String> classified) {
        if (value.startsWith(CLASSIFIED) && classified.size() < ReportCodec.MAX_LICENCES) {
            classified.add(
                    value.startsWith(OSI) ? value.substring(OSI.length()) : value.substring(CLASSIFIED.length()));
        }
    }

    private static List<String> licences(String expression, String licence, Set<String> classified) {
        if (!expression.isEmpty()) {
            return List.of(expression);
        }
        boolean named = !licence.isEmpty() && licence.length() <= MAX_LICENCE && !licence.equalsIgnoreCase("unknown");
        return named ? List.of(licence) : new ArrayList<>(classified);
    }

    private static Optional<Evidence> egg(String path, InputStream bytes, Budget budget) throws IOException {
        ZipInputStream zip = new ZipInputStream(bytes);
        ZipEntry entry = zip.getNextEntry();
        for (int count = 0; entry != null && count < MAX_EGG_ENTRIES; count++) {
            if (entry.getName().equals(EGG_METADATA)) {
                return headers(new Lines(zip), budget)
                        .map(what ->
                                new Evidence(path, Optional.empty(), List.of(new Evidence.Item(what, EGG_METADATA))));
            }
            skip(zip, budget);
            entry = zip.getNextEntry();
        }
        return Optional.empty();
    }

    private static void skip(ZipInputStream zip, Budget budget) throws IOException {
        byte[] buffer = new byte[1 << 13];
        for (int count = zip.read(buffer); count >= 0; count = zip.read(buffer)) {
            budget.unpacked(count);
        }
    }
}
