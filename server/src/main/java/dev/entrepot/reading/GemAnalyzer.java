package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Gems that are installed, those that come with Ruby among them: `specifications/NAME-VERSION.gemspec`, a
/// program in Ruby that RubyGems wrote and that is read here by its form, and never run.
final class GemAnalyzer implements Analyzer {
    private static final String FILE = ".gemspec";
    private static final String FOLDER = "specifications/";
    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*\\w+\\.(name|version|licenses?)\\s*=\\s*(?:Gem::Version\\.new\\(\\s*)?(.*)");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    /// A specification is a page or two.
    private static final int MAX_LINES = 10_000;

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return path.endsWith(FILE) && (path.startsWith(FOLDER) || path.contains("/" + FOLDER));
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        Lines lines = Lines.of(bytes, size, budget);
        String name = "";
        String version = "";
        List<String> licences = new ArrayList<>();
        Optional<String> line = lines.next();
        for (int count = 0; line.isPresent() && count < MAX_LINES; count++) {
            Matcher assignment = ASSIGNMENT.matcher(line.get());
            if (assignment.matches()) {
                List<String> texts = texts(assignment.group(2));
                switch (assignment.group(1)) {
                    case "name" -> name = name.isEmpty() && !texts.isEmpty() ? texts.getFirst() : name;
                    case "version" -> version = version.isEmpty() && !texts.isEmpty() ? texts.getFirst() : version;
                    default -> licences.addAll(texts);
                }
            }
            line = lines.next();
        }
        if (name.isEmpty() || version.isEmpty()) {
            return Optional.empty();
        }
        budget.found(1);
        return Optional.of(Evidence.of(
                path, List.of(new Package(PackageType.GEM, name, version, "", "", "", "", licences, false))));
    }

    private static List<String> texts(String written) {
        List<String> texts = new ArrayList<>();
        Matcher text = TEXT.matcher(written);
        while (text.find() && texts.size() < ReportCodec.MAX_LICENCES) {
            texts.add(text.group(1) == null ? text.group(2) : text.group(1));
        }
        return texts;
    }
}
