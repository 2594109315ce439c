package dev.entrepot.vulnerabilities;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// The score of a CVSS v4.0 vector, as its specification defines it (section 8, "CVSS v4.0 Scoring"): the
/// vector belongs to one of 270 classes, each a combination of six levels; the score of the class is lowered by
/// how far the vector is from the worst of its class, in proportion to what the next lower classes score.
final class Cvss4 {
    private static final String PREFIX = "CVSS:4.0/";

    /// Score of each class in tenths (the specification's "MacroVector lookup table"). A line for each of the
    /// first, second and third level; in it by the fourth, the fifth and the sixth. Where the third is 2 the
    /// sixth is always 1.
    private static final int[][] SCORES = {
        {100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68},
        {98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48},
        {92, 82, 72, 79, 69, 50, 69, 55, 27},
        {99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53},
        {95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30},
        {86, 75, 52, 71, 52, 29, 63, 29, 17},
        {98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49},
        {94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25},
        {83, 70, 54, 65, 58, 26, 53, 21, 13},
        {95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30},
        {89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16},
        {71, 59, 30, 58, 26, 15, 23, 13, 6},
        {93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22},
        {85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8},
        {64, 51, 20, 47, 21, 11, 24, 9, 4},
        {88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11},
        {75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2},
        {53, 24, 14, 24, 12, 5, 10, 3, 1},
    };

    /// The values of each metric, the worst first; the place of a value is its distance from the worst.
    private static final Map<String, String> LEVELS = Map.ofEntries(
            Map.entry("AV", "NALP"),
            Map.entry("PR", "NLH"),
            Map.entry("UI", "NPA"),
            Map.entry("AC", "LH"),
            Map.entry("AT", "NP"),
            Map.entry("VC", "HLN"),
            Map.entry("VI", "HLN"),
            Map.entry("VA", "HLN"),
            Map.entry("SC", "SHLN"),
            Map.entry("SI", "SHLN"),
            Map.entry("SA", "SHLN"),
            Map.entry("CR", "HML"),
            Map.entry("IR", "HML"),
            Map.entry("AR", "HML"),
            Map.entry("E", "APU"));

    private static final List<String> MANDATORY =
            List.of("AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA");
    private static final List<String> IMPACTS = List.of("VC", "VI", "VA", "SC", "SI", "SA");

    /// The worst vectors of each level, and how many steps lead out of it ("highest severity vectors" and
    /// "depth").
    private static final Level[] FIRST = {
        new Level(1, "AV:N/PR:N/UI:N"),
        new Level(4, "AV:A/PR:N/UI:N", "AV:N/PR:L/UI:N", "AV:N/PR:N/UI:P"),
        new Level(5, "AV:P/PR:N/UI:N", "AV:A/PR:L/UI:P"),
    };
    private static final Level[] SECOND = {new Level(1, "AC:L/AT:N"), new Level(2, "AC:H/AT:N", "AC:L/AT:P")};
    private static final Level[][] THIRD_AND_SIXTH = {
        {
            new Level(7, "VC:H/VI:H/VA:H/CR:H/IR:H/AR:H"),
            new Level(6, "VC:H/VI:H/VA:L/CR:M/IR:M/AR:H", "VC:H/VI:H/VA:H/CR:M/IR:M/AR:M")
        },
        {
            new Level(8, "VC:L/VI:H/VA:H/CR:H/IR:H/AR:H", "VC:H/VI:L/VA:H/CR:H/IR:H/AR:H"),
            new Level(
                    8,
                    "VC:L/VI:H/VA:L/CR:H/IR:M/AR:H",
                    "VC:L/VI:H/VA:H/CR:H/IR:M/AR:M",
                    "VC:H/VI:L/VA:H/CR:M/IR:H/AR:M",
                    "VC:H/VI:L/VA:L/CR:M/IR:H/AR:H",
                    "VC:L/VI:L/VA:H/CR:H/IR:H/AR:M")
        },
        {new Level(10), new Level(10, "VC:L/VI:L/VA:L/CR:H/IR:H/AR:H")},
    };
    private static final Level[] FOURTH = {
        new Level(6, "SC:H/SI:S/SA:S"), new Level(5, "SC:H/SI:H/SA:H"), new Level(4, "SC:L/SI:L/SA:L")
    };

    /// Rounding half up must not fall below a half that binary fractions cannot hold.
    private static final double EPSILON = 1e-5;

    private static final double TENTHS = 10.0;

    private final Map<String, String> values;

    private Cvss4(Map<String, String> values) {
        this.values = values;
    }

    private record Level(int depth, List<Map<String, String>> worst) {
        Level(int depth, String... worst) {
            this(depth, Arrays.stream(worst).map(Level::parts).toList());
        }

        private static Map<String, String> parts(String vector) {
            Map<String, String> parts = new HashMap<>();
            for (String part : vector.split("/", -1)) {
                int colon = part.indexOf(':');
                parts.put(part.substring(0, colon), part.substring(colon + 1));
            }
            return parts;
        }
    }

    /// Empty for what is no vector of version 4.0.
    static OptionalDouble score(String vector) {
        if (!vector.startsWith(PREFIX)) {
            return OptionalDouble.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (String part : vector.substring(PREFIX.length()).split("/", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0 || values.put(part.substring(0, colon), part.substring(colon + 1)) != null) {
                return OptionalDouble.empty();
            }
        }
        Cvss4 score = new Cvss4(values);
        return score.valid() ? OptionalDouble.of(score.score()) : OptionalDouble.empty();
    }

    private boolean valid() {
        return MANDATORY.stream().allMatch(values::containsKey)
                && LEVELS.entrySet().stream().allMatch(level -> {
                    String value = value(level.getKey());
                    return value.length() == 1 && level.getValue().contains(value);
                });
    }

    /// What counts: the modified metric where it is given, else the metric, else the worst.
    private String value(String metric) {
        String modified = values.getOrDefault("M" + metric, "X");
        String value = modified.equals("X") ? values.getOrDefault(metric, "X") : modified;
        if (!value.equals("X")) {
            return value;
        }
        return metric.equals("E") ? "A" : metric.endsWith("R") ? "H" : "X";
    }

    private boolean is(String metric, String value) {
        return value(metric).equals(value);
    }

    private int distance(String metric, String from) {
        String levels = LEVELS.getOrDefault(metric, "");
        return levels.indexOf(value(metric)) - levels.indexOf(from);
    }

    private double score() {
        if (IMPACTS.stream().allMatch(metric -> is(metric, "N"))) {
            return 0;
        }
        int[] at = levels();
        int score = lookup(at);
        double lowered = 0;
        int lower = 0;
        int[] nexts = {next(at, 0), next(at, 1), nextOfThirdAndSixth(at), next(at, 3), next(at, 4)};
        Level[] levels = {FIRST[at[0]], SECOND[at[1]], THIRD_AND_SIXTH[at[2]][at[5]], FOURTH[at[3]], new Level(1, "E:A")
        };
        for (int index = 0; index < nexts.length; index++) {
            if (nexts[index] >= 0) {
                lower++;
                int steps = index == 4 ? 0 : steps(levels[index]);
                lowered += (score - nexts[index]) * steps / (double) levels[index].depth();
            }
        }
        double exact = lower == 0 ? score : score - lowered / lower;
        return Math.clamp(Math.floor(exact + 0.5 + EPSILON), 0, 100) / TENTHS;
    }

    /// From the first of the worst vectors that is nowhere better than this one.
    private int steps(Level level) {
        for (Map<String, String> worst : level.worst()) {
            if (worst.entrySet().stream().allMatch(part -> distance(part.getKey(), part.getValue()) >= 0)) {
                return worst.entrySet().stream()
                        .mapToInt(part -> distance(part.getKey(), part.getValue()))
                        .sum();
            }
        }
        return 0;
    }

    private int[] levels() {
        boolean network = is("AV", "N");
        boolean anyone = is("PR", "N");
        boolean alone = is("UI", "N");
        int first = network && anyone && alone ? 0 : !is("AV", "P") && (network || anyone || alone) ? 1 : 2;
        int second = is("AC", "L") && is("AT", "N") ? 0 : 1;
        boolean read = is("VC", "H");
        boolean written = is("VI", "H");
        boolean down = is("VA", "H");
        int third = read && written ? 0 : read || written || down ? 1 : 2;
        boolean safety = is("SI", "S") || is("SA", "S");
        int fourth = safety ? 0 : is("SC", "H") || is("SI", "H") || is("SA", "H") ? 1 : 2;
        int fifth = is("E", "A") ? 0 : is("E", "P") ? 1 : 2;
        boolean asked = (is("CR", "H") && read) || (is("IR", "H") && written) || (is("AR", "H") && down);
        return new int[] {first, second, third, fourth, fifth, asked ? 0 : 1};
    }

    /// -1 for a class that there is not.
    private static int lookup(int[] at) {
        if (at[0] > 2 || at[1] > 1 || at[2] > 2 || at[3] > 2 || at[4] > 2 || at[5] > 1 || (at[2] == 2 && at[5] == 0)) {
            return -1;
        }
        int line = (at[0] * 2 + at[1]) * 3 + at[2];
        int place = at[3] * 3 + at[4];
        return SCORES[line][at[2] == 2 ? place : place * 2 + at[5]];
    }

    private static int next(int[] at, int level) {
        int[] next = at.clone();
        next[level]++;
        return lookup(next);
    }

    /// The third and the sixth level are not independent: from 0,0 the higher of two ways down.
    private static int nextOfThirdAndSixth(int[] at) {
        if (at[2] == 0 && at[5] == 0) {
            return Math.max(next(at, 2), next(at, 5));
        }
        return at[2] == 1 && at[5] == 0 ? next(at, 5) : next(at, 2);
    }
}
