package dev.entrepot;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads typed settings, and remembers each key it was asked for and each value it could not use.
///
/// Asking for a key is what declares it: the reader of a section is at once its documentation, its defaults and the
/// list of what may stand in the file. A bad value is noted and the default handed out, so that one start shows all
/// mistakes.
final class Settings {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final ConfigSources sources;
    private final Map<String, ConfigKey> keys = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Settings(ConfigSources sources) {
        this.sources = sources;
    }

    /// All keys asked for so far, in that order.
    List<ConfigKey> keys() {
        return List.copyOf(keys.values());
    }

    /// What is wrong so far.
    List<String> problems() {
        return List.copyOf(problems);
    }

    void problem(String text) {
        problems.add(text);
    }

    String text(String name, String fallback, String meaning) {
        declare(name, "text", fallback, meaning);
        return sources.value(name).orElse(fallback);
    }

    boolean flag(String name, boolean fallback, String meaning) {
        declare(name, "`true` or `false`", String.valueOf(fallback), meaning);
        return read(name, "true or false", Settings::parseFlag).orElse(fallback);
    }

    int number(String name, int fallback, int least, int most, String meaning) {
        return number(new ConfigKey(name, "number", String.valueOf(fallback), meaning), fallback, least, most);
    }

    /// A number whose default depends on the machine: the key says it in words.
    int number(ConfigKey key, int fallback, int least, int most) {
        String expected = "a whole number from " + least + " to " + most;
        return value(key, fallback, expected, text -> parseNumber(text, least, most));
    }

    Duration duration(String name, Duration fallback, String meaning) {
        return duration(name, fallback, Duration.ZERO, meaning);
    }

    Duration duration(String name, Duration fallback, Duration least, String meaning) {
        declare(name, "duration", Quantities.text(fallback), meaning);
        String expected = "a duration such as 2s, 15m, 24h or 30d"
                + (least.isZero() ? "" : ", at least " + Quantities.text(least));
        return read(name, expected, text -> Quantities.duration(text).filter(value -> value.compareTo(least) >= 0))
                .orElse(fallback);
    }

    long sizeBytes(String name, long fallback, long most, String meaning) {
        declare(name, "size", Quantities.text(fallback), meaning);
        String expected = "a size such as 512B, 32KiB or 4MiB, at most " + Quantities.text(most);
        return read(name, expected, text -> Quantities.sizeBytes(text).filter(size -> size <= most))
                .orElse(fallback);
    }

    Optional<Path> path(String name, String meaning) {
        declare(name, "path", "", meaning);
        return sources.value(name).map(Path::of);
    }

    Path path(String name, Path fallback, String meaning) {
        declare(name, "path", fallback.toString(), meaning);
        return sources.value(name).map(Path::of).orElse(fallback);
    }

    Optional<URI> url(String name, String meaning) {
        declare(name, "URL", "", meaning);
        return read(name, "a URL such as https://registry.example.org", Settings::parseUrl);
    }

    /// Several values: a list in the file, separated by commas elsewhere.
    List<String> list(String name, List<String> fallback, String meaning) {
        declare(name, "list", String.join(",", fallback), meaning);
        List<String> values = sources.values(name);
        return values.isEmpty() ? fallback : values;
    }

    /// Whether any source has a value for `name`, a useless one included.
    boolean given(String name) {
        return sources.value(name).isPresent();
    }

    /// Sections of one form whose second part people choose: `federation.oidc.NAME.issuer`. The reader is called with
    /// the beginning of the keys for each that any source names, in their order; the guide shows them under `NAME`.
    <T> List<T> named(String prefix, Named<T> reader) {
        Settings guide = new Settings(ConfigSources.none());
        reader.read(guide, prefix + ".NAME", "NAME");
        guide.keys().forEach(this::declare);
        List<String> leaves = guide.keys().stream()
                .map(key -> key.name().substring(prefix.length() + ".NAME.".length()))
                .toList();
        List<T> sections = new ArrayList<>();
        for (String name : sources.names(prefix, leaves)) {
            if (NAME.matcher(name).matches()) {
                reader.read(this, prefix + "." + name, name).ifPresent(sections::add);
            } else {
                problem(prefix + "." + name
                        + ": a name here has lower-case letters, digits and '-', 32 at most, and begins"
                        + " with a letter");
            }
        }
        return sections;
    }

    /// Reads one section of those with a name.
    @FunctionalInterface
    interface Named<T> {
        /// The section, built from its keys.
        ///
        /// @param section what its keys begin with, without the dot behind it
        /// @return empty when it cannot be used; the problems are noted then
        Optional<T> read(Settings settings, String section, String name);
    }

    /// One of the words in `choices`.
    String choice(String name, List<String> choices, String fallback, String meaning) {
        String words = String.join(", ", choices);
        declare(name, "one of " + words, fallback, meaning);
        return read(name, "one of " + words, text -> Optional.of(text).filter(choices::contains))
                .orElse(fallback);
    }

    /// A value of any other form.
    <T> T value(ConfigKey key, T fallback, String expected, Function<String, Optional<T>> parser) {
        declare(key);
        return read(key.name(), expected, parser).orElse(fallback);
    }

    /// A value that is never printed, given as such or by a file that holds it (`…-file`, `…_FILE`).
    Optional<String> secret(String name, String meaning) {
        declare(name, "secret", "", meaning);
        String fileName = name + "-file";
        declare(fileName, "path", "", "A file whose content is `" + name + "`.");
        Optional<String> given = sources.value(name);
        Optional<String> file = sources.value(fileName);
        if (given.isPresent() && file.isPresent()) {
            problem(name + " and " + fileName + " are both given: keep one");
            return given;
        }
        return file.isPresent() ? file.flatMap(path -> content(fileName, path)) : given;
    }

    private Optional<String> content(String name, String path) {
        try {
            return Optional.of(Files.readString(Path.of(path)).stripTrailing());
        } catch (IOException unreadable) {
            problem(name + ": cannot read " + path + " ("
                    + unreadable.getClass().getSimpleName() + ")");
            return Optional.empty();
        }
    }

    private <T> Optional<T> read(String name, String expected, Function<String, Optional<T>> parser) {
        Optional<String> text = sources.value(name);
        Optional<T> parsed = text.flatMap(parser);
        if (text.isPresent() && parsed.isEmpty()) {
            problem(name + ": \"" + text.get() + "\" is not " + expected + " (from " + sources.origin(name) + ")");
        }
        return parsed;
    }

    private void declare(String name, String type, String fallback, String meaning) {
        declare(new ConfigKey(name, type, fallback, meaning));
    }

    private void declare(ConfigKey key) {
        if (keys.put(key.name(), key) != null) {
            throw new IllegalStateException("setting " + key.name() + " is declared twice");
        }
    }

    private static Optional<Boolean> parseFlag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> parseNumber(String text, int least, int most) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(number -> least <= number && number <= most);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static Optional<URI> parseUrl(String text) {
        try {
            return Optional.of(URI.create(text))
                    .filter(url -> "http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    .filter(url -> url.getHost() != null);
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }
}
