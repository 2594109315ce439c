package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;

/// What programs of .NET are made of: `NAME.deps.json` beside the program, `packages.lock.json` and
/// `packages.config` of those that are deployed with their sources.
final class NugetAnalyzer implements Analyzer {
    private static final String DEPENDENCIES = ".deps.json";
    private static final String LOCK = "packages.lock.json";
    private static final String CONFIG = "packages.config";

    /// The runtime that a self-contained program brings along stands under this name and that of its package.
    private static final String RUNTIME = "runtimepack.";

    private static final Pattern ELEMENT = Pattern.compile("<package\\s+([^>]{1,2000})>");
    private static final Pattern ID = Pattern.compile("\\bid\\s*=\\s*[\"']([^\"']+)[\"']");
    private static final Pattern VERSION = Pattern.compile("\\bversion\\s*=\\s*[\"']([^\"']+)[\"']");

    private record Named(String name, String version) {}

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return path.endsWith(DEPENDENCIES) || isNamed(path, LOCK) || isNamed(path, CONFIG);
    }

    private static boolean isNamed(String path, String name) {
        return path.endsWith(name) && (path.length() == name.length() || path.endsWith("/" + name));
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        Set<Named> found = new LinkedHashSet<>();
        if (path.endsWith(CONFIG)) {
            readConfig(Lines.of(bytes, size, budget), found, budget);
        } else if (path.endsWith(LOCK)) {
            Json.read(
                    bytes,
                    size,
                    budget,
                    root -> members(
                            root,
                            "dependencies",
                            frameworks -> Json.members(
                                    frameworks,
                                    (framework, locked) -> Json.members(
                                            locked, (name, value) -> addLocked(name, value, found, budget)))));
        } else {
            Json.read(
                    bytes,
                    size,
                    budget,
                    root -> members(
                            root,
                            "libraries",
                            libraries -> Json.members(
                                    libraries, (key, library) -> addLibrary(key, library, found, budget))));
        }
        List<Package> packages = new ArrayList<>();
        found.forEach(each -> packages.add(Package.of(PackageType.NUGET, each.name(), each.version())));
        return Optional.of(Evidence.of(path, packages));
    }

    private static void members(JsonParser parser, String wanted, Json.Value value) throws LimitException {
        Json.members(parser, (name, member) -> {
            if (name.equals(wanted)) {
                value.read(member);
            }
        });
    }

    /// @param key `NAME/VERSION`
    private static void addLibrary(String key, JsonParser library, Set<Named> found, Budget budget)
            throws LimitException {
        String[] type = {""};
        members(library, "type", value -> type[0] = Json.text(value));
        int slash = key.indexOf('/');
        String name = key.substring(0, Math.max(0, slash));
        if (type[0].equals("package")) {
            add(name, key.substring(slash + 1), found, budget);
        } else if (type[0].equals("runtimepack") && name.startsWith(RUNTIME)) {
            add(name.substring(RUNTIME.length()), key.substring(slash + 1), found, budget);
        }
    }

    private static void addLocked(String name, JsonParser locked, Set<Named> found, Budget budget)
            throws LimitException {
        String[] version = {""};
        members(locked, "resolved", value -> version[0] = Json.text(value));
        add(name, version[0], found, budget);
    }

    private static void readConfig(Lines lines, Set<Named> found, Budget budget) throws IOException {
        Optional<String> line = lines.next();
        while (line.isPresent()) {
            Matcher element = ELEMENT.matcher(line.get());
            while (element.find()) {
                Matcher id = ID.matcher(element.group(1));
                Matcher version = VERSION.matcher(element.group(1));
                if (id.find() && version.find()) {
                    add(id.group(1), version.group(1), found, budget);
                }
            }
            line = lines.next();
        }
    }

    private static void add(String name, String version, Set<Named> found, Budget budget) throws LimitException {
        if (!name.isEmpty() && !version.isEmpty() && found.add(new Named(name, version))) {
            budget.found(1);
        }
    }
}
