package dev.entrepot.scanning;

import dev.entrepot.packages.PackageType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which packages are looked for: `NAME`, or `NAME OP VERSION`, with the type in front where it matters, as in
/// `log4j-core < 2.17.1`, `deb:openssl`, `npm:@babel/core >= 7`.
///
/// Names are compared without regard to case. A name without a group, vendor or scope means all that end with it:
/// `log4j-core` is `org.apache.logging.log4j:log4j-core`. Versions compare as those of the package's own type do.
///
/// @param version empty text: any
public record PackageQuery(Optional<PackageType> type, String name, Operator operator, String version) {
    private static final int MAX_LENGTH = 1_000;

    private static final Pattern FORM =
            Pattern.compile("\\s*([^\\s<>=]+)\\s*(?:(<=|>=|==|=|<|>)\\s*([^\\s<>=]\\S*)\\s*)?");

    /// How the version of a package stands to the one that was given.
    public enum Operator {
        ANY,
        LESS,
        AT_MOST,
        EQUAL,
        AT_LEAST,
        MORE;

        /// @param comparison of the package's version with the one that was given, as of a comparator
        boolean holds(int comparison) {
            return switch (this) {
                case ANY -> true;
                case LESS -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case EQUAL -> comparison == 0;
                case AT_LEAST -> comparison >= 0;
                case MORE -> comparison > 0;
            };
        }
    }

    /// Throws `IllegalArgumentException` with a text for whoever wrote it.
    public static PackageQuery parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a package's name, and after it, if only some versions are meant,"
                            + " one of < <= = >= > and a version, as in log4j-core < 2.17.1");
        }
        String name = matcher.group(1);
        int colon = name.indexOf(':');
        Optional<PackageType> type = colon > 0 ? PackageType.of(name.substring(0, colon)) : Optional.empty();
        String bare = type.isPresent() ? name.substring(colon + 1) : name;
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("expected the name of a package behind " + name);
        }
        String version = matcher.group(3);
        return new PackageQuery(
                type,
                bare,
                version == null ? Operator.ANY : operator(matcher.group(2)),
                version == null ? "" : version);
    }

    private static Operator operator(String sign) {
        return switch (sign) {
            case "<" -> Operator.LESS;
            case "<=" -> Operator.AT_MOST;
            case "=", "==" -> Operator.EQUAL;
            case ">=" -> Operator.AT_LEAST;
            case ">" -> Operator.MORE;
            default -> throw new IllegalStateException("no operator: " + sign);
        };
    }
}
