package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;
import java.util.OptionalDouble;
import us.springett.cvss.MalformedVectorException;

/// Scores of CVSS vectors and what they stand for (FIRST, CVSS v2.0, v3.0, v3.1 and v4.0).
final class Cvss {
    /// The longest v4 vector has all of its 32 metrics and fewer characters than this.
    private static final int LONGEST_VECTOR = 300;

    private static final double CRITICAL = 9.0;
    private static final double HIGH = 7.0;
    private static final double MEDIUM = 4.0;
    private static final String VERSION = "CVSS:";

    private Cvss() {}

    /// The base score, of version 4 the score of what the vector gives. Empty for what is no vector.
    static OptionalDouble score(String vector) {
        if (vector.length() > LONGEST_VECTOR) {
            return OptionalDouble.empty();
        }
        if (version(vector) == 4) {
            return Cvss4.score(vector);
        }
        try {
            return OptionalDouble.of(
                    us.springett.cvss.Cvss.fromVector(vector).calculateScore().getBaseScore());
        } catch (MalformedVectorException e) {
            return OptionalDouble.empty();
        }
    }

    /// Version 2 knows no critical, and its lowest is low even for nothing.
    static Severity severity(Rating rating) {
        double score = rating.score();
        if (score < 0) {
            return Severity.UNKNOWN;
        }
        if (score >= CRITICAL) {
            return version(rating.vector()) == 2 ? Severity.HIGH : Severity.CRITICAL;
        }
        if (score >= HIGH) {
            return Severity.HIGH;
        }
        if (score >= MEDIUM) {
            return Severity.MEDIUM;
        }
        return score > 0 || version(rating.vector()) == 2 ? Severity.LOW : Severity.NEGLIGIBLE;
    }

    /// 2, 3 or 4: a vector of version 2 does not say so.
    static int version(String vector) {
        if (!vector.startsWith(VERSION) || vector.length() == VERSION.length()) {
            return 2;
        }
        return vector.charAt(VERSION.length()) - '0';
    }
}
