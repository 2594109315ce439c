package dev.entrepot.content;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A version as <https://semver.org> orders them, read from a tag: `1.2.3`, `v1.2.3-rc.1`, `1.2.3_build.5`. Tags have
/// no
/// `+`, so what is behind `_` is the build, as Helm writes it; it orders nothing. `1.2` is no version: such tags follow
/// the newest.
///
/// Numbers are kept as digits, since a tag may have more of them than fit into a `long`.
public record SemanticVersion(List<String> core, List<String> preRelease) implements Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final Pattern FORM = Pattern.compile("v?" + NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:[+_][0-9A-Za-z_.-]+)?");
    private static final Pattern LEADING_ZERO = Pattern.compile("0[0-9]+");

    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    public SemanticVersion {
        core = List.copyOf(core);
        preRelease = List.copyOf(preRelease);
        if (core.size() != 3) {
            throw new IllegalArgumentException("a version has three numbers: " + core);
        }
    }

    /// Empty for what is no whole version.
    public static Optional<SemanticVersion> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String after = parts.group(4);
        List<String> preRelease = after == null ? List.of() : List.of(after.split("\\.", -1));
        return preRelease.stream().anyMatch(LEADING_ZERO::matches)
                ? Optional.empty()
                : Optional.of(new SemanticVersion(List.of(parts.group(1), parts.group(2), parts.group(3)), preRelease));
    }

    public boolean isPreRelease() {
        return !preRelease.isEmpty();
    }

    @Override
    public int compareTo(SemanticVersion other) {
        for (int i = 0; i < core.size(); i++) {
            int order = BY_NUMBER.compare(core.get(i), other.core.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        int shared = Math.min(preRelease.size(), other.preRelease.size());
        for (int i = 0; i < shared; i++) {
            int order = compare(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    /// Numbers come before words.
    private static int compare(String one, String other) {
        boolean number = isNumber(one);
        if (number != isNumber(other)) {
            return number ? -1 : 1;
        }
        return number ? BY_NUMBER.compare(one, other) : one.compareTo(other);
    }

    private static boolean isNumber(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return String.join(".", core) + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease));
    }
}
