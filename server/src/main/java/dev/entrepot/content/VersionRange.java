package dev.entrepot.content;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// A range of semantic versions in the words of npm and Helm: `>=1.0.0 <2.0.0`, `^1.2`, `~1.2.3`, `1.x`, `*`, and
/// several
/// of them between `||`. Words beside each other must all hold; a comma may stand between them.
///
/// As there, a pre-release is only in a range that names one of the same version: `>=1.0.0` has no `1.1.0-rc.1`,
/// `>=1.1.0-rc.0` has it.
public final class VersionRange {
    private static final int MAX_LENGTH = 256;
    private static final Pattern WORD = Pattern.compile("(>=|<=|>|<|=|\\^|~)?v?(?:([0-9]+|[xX*])(?:\\.([0-9]+|[xX*])"
            + "(?:\\.([0-9]+|[xX*])(?:-([0-9A-Za-z.-]+))?)?)?)");
    private static final Pattern SPACE_BEHIND = Pattern.compile("(>=|<=|>|<|=|\\^|~)\\s+");
    private static final String ZERO = "0";

    private enum Sign {
        BELOW,
        UP_TO,
        FROM,
        ABOVE
    }

    /// @param said whether somebody wrote that version, with its pre-release
    private record Bound(Sign sign, SemanticVersion version, boolean said) {
        /// Written, not worked out.
        static Bound of(Sign sign, SemanticVersion version) {
            return new Bound(sign, version, true);
        }

        /// Before every pre-release of that version.
        static Bound below(SemanticVersion version) {
            return new Bound(Sign.BELOW, new SemanticVersion(version.core(), List.of(ZERO)), false);
        }

        boolean admits(SemanticVersion candidate) {
            int order = candidate.compareTo(version);
            return switch (sign) {
                case BELOW -> order < 0;
                case UP_TO -> order <= 0;
                case FROM -> order >= 0;
                case ABOVE -> order > 0;
            };
        }
    }

    private final String text;
    private final List<List<Bound>> alternatives;

    private VersionRange(String text, List<List<Bound>> alternatives) {
        this.text = text;
        this.alternatives = List.copyOf(alternatives);
    }

    /// The range that a text says.
    ///
    /// @throws IllegalArgumentException with a text for people
    public static VersionRange parse(String text) {
        if (text.isBlank() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a range of versions has 1 to " + MAX_LENGTH + " characters");
        }
        List<List<Bound>> alternatives = new ArrayList<>();
        for (String alternative : text.split("\\|\\|", -1)) {
            List<Bound> bounds = new ArrayList<>();
            String joined =
                    SPACE_BEHIND.matcher(alternative.replace(',', ' ').strip()).replaceAll("$1");
            for (String word : joined.split("\\s+", -1)) {
                bounds.addAll(bounds(word, text));
            }
            alternatives.add(List.copyOf(bounds));
        }
        return new VersionRange(text, alternatives);
    }

    private static List<Bound> bounds(String word, String text) {
        Matcher parts = WORD.matcher(word);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no range of semantic versions; write one such as"
                    + " >=1.0.0 <2.0.0, ^1.2, ~1.2.3, 1.x or *");
        }
        List<String> numbers = new ArrayList<>();
        for (int i = 2; i <= 4; i++) {
            String part = parts.group(i);
            if (part == null || !Character.isDigit(part.charAt(0))) {
                break;
            }
            numbers.add(new BigInteger(part).toString());
        }
        String preRelease = parts.group(5);
        String sign = parts.group(1) == null ? "" : parts.group(1);
        return bounds(sign, numbers, numbers.size() == 3 && preRelease != null ? preRelease : "");
    }

    /// `1.2` stands for all that begins with it.
    private static List<Bound> bounds(String sign, List<String> numbers, String preRelease) {
        SemanticVersion from = version(numbers, preRelease);
        if (numbers.isEmpty()) {
            boolean none = sign.equals("<") || sign.equals(">");
            return List.of(none ? Bound.below(from) : Bound.of(Sign.FROM, from));
        }
        boolean whole = numbers.size() == 3;
        return switch (sign) {
            case "<" -> List.of(whole ? Bound.of(Sign.BELOW, from) : Bound.below(from));
            case ">=" -> List.of(Bound.of(Sign.FROM, from));
            case "<=" -> List.of(whole ? Bound.of(Sign.UP_TO, from) : below(numbers, numbers.size() - 1));
            case ">" ->
                List.of(
                        whole
                                ? Bound.of(Sign.ABOVE, from)
                                : Bound.of(Sign.FROM, version(raised(numbers, numbers.size() - 1), "")));
            case "^" -> List.of(Bound.of(Sign.FROM, from), below(numbers, firstOther(numbers)));
            case "~" -> List.of(Bound.of(Sign.FROM, from), below(numbers, Math.min(1, numbers.size() - 1)));
            default ->
                whole
                        ? List.of(Bound.of(Sign.FROM, from), Bound.of(Sign.UP_TO, from))
                        : List.of(Bound.of(Sign.FROM, from), below(numbers, numbers.size() - 1));
        };
    }

    /// The first number that is not zero, which must not change; the last one when all are.
    private static int firstOther(List<String> numbers) {
        for (int i = 0; i < numbers.size(); i++) {
            if (!numbers.get(i).equals(ZERO)) {
                return i;
            }
        }
        return numbers.size() - 1;
    }

    private static Bound below(List<String> numbers, int index) {
        return Bound.below(version(raised(numbers, index), ""));
    }

    private static List<String> raised(List<String> numbers, int index) {
        List<String> raised = new ArrayList<>(numbers.subList(0, index));
        raised.add(new BigInteger(numbers.get(index)).add(BigInteger.ONE).toString());
        return raised;
    }

    private static SemanticVersion version(List<String> numbers, String preRelease) {
        List<String> core = new ArrayList<>(numbers);
        while (core.size() < 3) {
            core.add(ZERO);
        }
        return new SemanticVersion(core, preRelease.isEmpty() ? List.of() : List.of(preRelease.split("\\.", -1)));
    }

    public boolean contains(SemanticVersion version) {
        return alternatives.stream()
                .anyMatch(bounds -> bounds.stream().allMatch(bound -> bound.admits(version))
                        && (!version.isPreRelease() || names(bounds, version)));
    }

    private static boolean names(List<Bound> bounds, SemanticVersion preRelease) {
        return bounds.stream()
                .filter(Bound::said)
                .map(Bound::version)
                .anyMatch(named -> named.isPreRelease() && named.core().equals(preRelease.core()));
    }

    /// Whether a tag is a version of this range.
    public boolean containsTag(String tag) {
        return SemanticVersion.parse(tag).filter(this::contains).isPresent();
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
