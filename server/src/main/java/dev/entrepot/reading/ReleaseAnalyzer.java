package dev.entrepot.reading;

import dev.entrepot.packages.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files by which a distribution names itself: os-release(5), and those that stood in its place before.
final class ReleaseAnalyzer implements Analyzer {
    private static final Set<String> ASSIGNMENTS = Set.of("etc/os-release", "usr/lib/os-release", "etc/lsb-release");
    private static final String ALPINE = "etc/alpine-release";
    private static final String DEBIAN = "etc/debian_version";

    /// Files of one line, `CentOS release 6.10 (Final)`.
    private static final Set<String> SENTENCES = Set.of(
            "etc/redhat-release",
            "etc/centos-release",
            "etc/rocky-release",
            "etc/almalinux-release",
            "etc/oracle-release",
            "etc/fedora-release",
            "etc/system-release");

    private static final Map<String, String> IDS = Map.of(
            "red hat", "rhel",
            "centos", "centos",
            "rocky", "rocky",
            "almalinux", "almalinux",
            "oracle", "ol",
            "fedora", "fedora",
            "amazon", "amzn");

    private static final Pattern SENTENCE = Pattern.compile("(?i)(.+?) release (\\d[\\w.]*)(?: \\(([^)]*)\\))?.*");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([A-Z][A-Z0-9_]*)=(.*)");
    private static final int MAX_LINES = 1000;

    @Override
    public boolean wants(String path, long size, boolean executable) {
        return ASSIGNMENTS.contains(path)
                || SENTENCES.contains(path)
                || path.equals(ALPINE)
                || path.equals(DEBIAN);
    }

    @Override
    public Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException {
        Lines lines = Lines.of(bytes, size, budget);
        return distribution(path, lines).map(found -> new Evidence(path, Optional.of(found), List.of()));
    }

    private static Optional<Distribution> distribution(String path, Lines lines) throws IOException {
        if (ASSIGNMENTS.contains(path)) {
            return assigned(lines);
        }
        String line = lines.next().orElse("").strip();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        return switch (path) {
            case ALPINE -> Optional.of(new Distribution("alpine", line, "", "Alpine Linux " + line));
            case DEBIAN -> Optional.of(debian(line));
            default -> sentence(line);
        };
    }

    private static Optional<Distribution> assigned(Lines lines) throws IOException {
        Map<String, String> values = new HashMap<>();
        Optional<String> line = lines.next();
        for (int count = 0; line.isPresent() && count < MAX_LINES; count++) {
            Matcher assignment = ASSIGNMENT.matcher(line.get());
            if (assignment.matches()) {
                values.put(assignment.group(1), unquoted(assignment.group(2)));
            }
            line = lines.next();
        }
        String id = values.getOrDefault("ID", values.getOrDefault("DISTRIB_ID", ""));
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Distribution(
                id.toLowerCase(Locale.ROOT),
                values.getOrDefault("VERSION_ID", values.getOrDefault("DISTRIB_RELEASE", "")),
                values.getOrDefault("VERSION_CODENAME", values.getOrDefault("DISTRIB_CODENAME", "")),
                values.getOrDefault("PRETTY_NAME", values.getOrDefault("DISTRIB_DESCRIPTION", ""))));
    }

    /// A value as a shell reads it: in quotes or not, with backslashes.
    private static String unquoted(String written) {
        String value = written.strip();
        StringBuilder plain = new StringBuilder();
        char quote = 0;
        for (int index = 0; index < value.length(); index++) {
            char c = value.charAt(index);
            if (c == '\\' && quote != '\'' && index + 1 < value.length()) {
                index++;
                plain.append(value.charAt(index));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '#' || Character.isWhitespace(c))) {
                break;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /// `12.5`, or `trixie/sid` before the release has a number. Advisories go by the major version.
    private static Distribution debian(String line) {
        if (Character.isDigit(line.charAt(0))) {
            int dot = line.indexOf('.');
            return new Distribution("debian", dot < 0 ? line : line.substring(0, dot), "", "Debian GNU/Linux " + line);
        }
        int slash = line.indexOf('/');
        return new Distribution("debian", "", slash < 0 ? line : line.substring(0, slash), "Debian GNU/Linux " + line);
    }

    private static Optional<Distribution> sentence(String line) {
        Matcher sentence = SENTENCE.matcher(line);
        if (!sentence.matches()) {
            return Optional.empty();
        }
        String name = sentence.group(1).toLowerCase(Locale.ROOT);
        String codename = sentence.group(3) == null ? "" : sentence.group(3);
        return IDS.entrySet().stream()
                .filter(known -> name.startsWith(known.getKey()))
                .findFirst()
                .map(known -> new Distribution(known.getValue(), sentence.group(2), codename, line));
    }
}
