package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The database of apk: blocks of lines that begin with one letter and a colon. `P` is the name, `V` the
/// version, `A` the architecture, `o` what it was built from, `L` the licence; `F` is a folder, `R` a file in
/// it.
final class ApkAnalyzer implements Analyzer {
    private static final String INSTALLED = "lib/apk/db/installed";

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return path.equals(INSTALLED) || path.equals("usr/" + INSTALLED);
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        Lines lines = Lines.of(bytes, size, budget);
        List<Package> packages = new ArrayList<>();
        Map<Character, String> fields = new HashMap<>();
        Optional<String> next = lines.next();
        while (next.isPresent()) {
            String line = next.get();
            if (line.isBlank()) {
                end(fields, packages, budget);
            } else if (line.length() > 1 && line.charAt(1) == ':') {
                field(line.charAt(0), line.substring(2), fields, budget);
            }
            next = lines.next();
        }
        end(fields, packages, budget);
        return Optional.of(Evidence.of(path, packages));
    }

    private static void field(char key, String value, Map<Character, String> fields, Budget budget) {
        switch (key) {
            case 'P', 'V', 'A', 'o', 'L', 'F' -> fields.put(key, value);
            case 'R' -> {
                String folder = fields.getOrDefault('F', "");
                budget.ownership().add(folder.isEmpty() ? value : folder + "/" + value);
            }
            default -> {
                // provides, dependencies, checksums: nothing that is asked for
            }
        }
    }

    private static void end(Map<Character, String> fields, List<Package> packages, Budget budget)
            throws LimitException {
        String name = fields.getOrDefault('P', "");
        String version = fields.getOrDefault('V', "");
        if (!name.isEmpty() && !version.isEmpty()) {
            String origin = fields.getOrDefault('o', "");
            String licence = fields.getOrDefault('L', "");
            budget.found(1);
            packages.add(new Package(
                    PackageType.APK,
                    name,
                    version,
                    fields.getOrDefault('A', ""),
                    origin.equals(name) ? "" : origin,
                    "",
                    "",
                    licence.isEmpty() ? List.of() : List.of(licence),
                    false));
        }
        fields.clear();
    }
}
