package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What Composer installed: `vendor/composer/installed.json`, an array of packages (Composer 1) or an object
/// with `packages` (Composer 2).
final class ComposerAnalyzer implements Analyzer {
    private static final String FILE = "composer/installed.json";

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return path.endsWith(FILE) && (path.length() == FILE.length() || path.endsWith("/" + FILE));
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        List<Package> packages = new ArrayList<>();
        Json.read(bytes, size, budget, root -> {
            if (root.currentToken() == JsonToken.START_ARRAY) {
                Json.elements(root, element -> add(element, packages, budget));
            } else {
                Json.members(root, (member, value) -> {
                    if (member.equals("packages")) {
                        Json.elements(value, element -> add(element, packages, budget));
                    }
                });
            }
        });
        return Optional.of(Evidence.of(path, packages));
    }

    private static void add(JsonParser element, List<Package> packages, Budget budget) throws LimitException {
        String[] name = {""};
        String[] version = {""};
        List<String> licences = new ArrayList<>();
        Json.members(element, (member, value) -> {
            switch (member) {
                case "name" -> name[0] = Json.text(value);
                case "version" -> version[0] = Json.text(value);
                case "license" -> licences.addAll(Json.licences(value));
                default -> {
                    // sources, autoloaders and the like
                }
            }
        });
        if (!name[0].isEmpty() && !version[0].isEmpty()) {
            budget.found(1);
            packages.add(
                    new Package(PackageType.COMPOSER, name[0], withoutV(version[0]), "", "", "", "", licences, false));
        }
    }

    private static String withoutV(String version) {
        boolean tagged = version.length() > 1 && version.charAt(0) == 'v' && Character.isDigit(version.charAt(1));
        return tagged ? version.substring(1) : version;
    }
}
