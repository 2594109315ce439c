package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Packages that npm, yarn or pnpm installed: `node_modules/NAME/package.json`. Files of that name deeper in a
/// package are its own helpers and name nothing that was published.
final class NpmAnalyzer implements Analyzer {
    private static final String FILE = "/package.json";
    private static final Pattern INSTALLED =
            Pattern.compile("(?:.*/)?node_modules/(?:@[^/]+/)?[^/@][^/]*/package\\.json");

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return path.endsWith(FILE) && INSTALLED.matcher(path).matches();
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        String[] name = {""};
        String[] version = {""};
        List<String> licences = new ArrayList<>();
        Json.read(
                bytes,
                size,
                budget,
                root -> Json.members(root, (member, value) -> {
                    switch (member) {
                        case "name" -> name[0] = Json.text(value);
                        case "version" -> version[0] = Json.text(value);
                        case "license", "licenses" -> licences.addAll(Json.licences(value));
                        default -> {
                            // scripts, dependencies and the like
                        }
                    }
                }));
        if (name[0].isEmpty() || version[0].isEmpty()) {
            return Optional.empty();
        }
        budget.found(1);
        return Optional.of(Evidence.of(
                path, List.of(new Package(PackageType.NPM, name[0], version[0], "", "", "", "", licences, false))));
    }
}
