package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The database of dpkg: `status`, the single stanzas of images without a package manager in `status.d`, and
/// the lists of each package's files (deb-control(5), dpkg(1)).
final class DpkgAnalyzer implements Analyzer {
    private static final String STATUS = "var/lib/dpkg/status";
    private static final String SINGLE = "var/lib/dpkg/status.d/";
    private static final String LISTS = "var/lib/dpkg/info/";
    private static final String LIST = ".list";
    private static final String SUMS = ".md5sums";

    /// A sum of MD5 and two blanks stand before each path.
    private static final int SUM = 34;

    /// States in which the files of a package are in place (dpkg(1), "PACKAGE STATES").
    private static final Set<String> IN_PLACE =
            Set.of("installed", "triggers-pending", "triggers-awaited", "half-configured", "unpacked");

    private static final Set<String> FIELDS =
            Set.of("package", "status", "version", "architecture", "source", "maintainer", "original-maintainer");
    private static final Pattern SOURCE = Pattern.compile("(\\S+)(?:\\s+\\(([^)]+)\\))?");

    /// Who builds for a distribution has an address there. Somebody whose address is elsewhere may do so too;
    /// what is then lost is only that a package is reported twice.
    private static final Pattern DISTRIBUTION = Pattern.compile(
            "@([\\w.-]+\\.)?(debian\\.org|debian\\.net|ubuntu\\.com|canonical\\.com|kali\\.org|devuan\\.org)\\b");

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return path.startsWith("var/lib/dpkg/")
                && (path.equals(STATUS) || path.startsWith(SINGLE) || isList(path));
    }

    private static boolean isList(String path) {
        return path.startsWith(LISTS) && path.endsWith(LIST);
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        Lines lines = Lines.of(bytes, size, budget);
        if (path.startsWith(LISTS)) {
            own(path.substring(LISTS.length(), path.length() - LIST.length()), lines, 0, budget);
            return Optional.empty();
        }
        if (path.startsWith(SINGLE) && path.endsWith(SUMS)) {
            own(path.substring(SINGLE.length(), path.length() - SUMS.length()), lines, SUM, budget);
            return Optional.empty();
        }
        return Optional.of(Evidence.of(path, stanzas(lines, budget)));
    }

    private static List<Package> stanzas(Lines lines, Budget budget) throws IOException {
        List<Package> packages = new ArrayList<>();
        Map<String, String> fields = new HashMap<>();
        Optional<String> line = lines.next();
        while (line.isPresent()) {
            if (line.get().isBlank()) {
                end(fields, packages, budget);
            } else {
                field(line.get(), fields);
            }
            line = lines.next();
        }
        end(fields, packages, budget);
        return packages;
    }

    private static void field(String line, Map<String, String> fields) {
        int colon = line.indexOf(':');
        if (colon <= 0 || Character.isWhitespace(line.charAt(0))) {
            return;
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        if (FIELDS.contains(name)) {
            fields.put(name, line.substring(colon + 1).strip());
        }
    }

    private static void end(Map<String, String> fields, List<Package> packages, Budget budget) throws LimitException {
        Optional<Package> found = packageOf(fields);
        if (found.isPresent()) {
            budget.found(1);
            packages.add(found.get());
            String maintainer = fields.getOrDefault("maintainer", "");
            if (fields.containsKey("original-maintainer")
                    || DISTRIBUTION.matcher(maintainer).find()) {
                budget.ownership().vouch(found.get().name());
            }
        }
        fields.clear();
    }

    private static Optional<Package> packageOf(Map<String, String> fields) {
        String name = fields.getOrDefault("package", "");
        String version = fields.getOrDefault("version", "");
        if (name.isEmpty() || version.isEmpty() || !isInPlace(fields.getOrDefault("status", "installed"))) {
            return Optional.empty();
        }
        Matcher source = SOURCE.matcher(fields.getOrDefault("source", ""));
        boolean named = source.matches();
        String sourceName = named ? source.group(1) : "";
        String sourceVersion =
                named && source.group(2) != null ? source.group(2).strip() : "";
        return Optional.of(new Package(
                PackageType.DEB,
                name,
                version,
                fields.getOrDefault("architecture", ""),
                sourceName.equals(name) ? "" : sourceName,
                sourceVersion.equals(version) ? "" : sourceVersion,
                "",
                List.of(),
                false));
    }

    /// The state is the last word, after what is wanted and what is wrong.
    private static boolean isInPlace(String status) {
        return IN_PLACE.contains(status.substring(status.lastIndexOf(' ') + 1));
    }

    /// @param name of the package, with its architecture behind a colon where several may be installed
    private static void own(String name, Lines lines, int from, Budget budget) throws IOException {
        int colon = name.indexOf(':');
        String owner = colon < 0 ? name : name.substring(0, colon);
        Optional<String> line = lines.next();
        while (line.isPresent()) {
            String path = line.get().substring(Math.min(from, line.get().length()));
            budget.ownership().add(owner, path.startsWith("/") ? path.substring(1) : path);
            line = lines.next();
        }
    }
}
