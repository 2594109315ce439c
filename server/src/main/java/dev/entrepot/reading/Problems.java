package dev.entrepot.reading;

import java.util.ArrayList;
import java.util.List;

/// Why a layer was read in part: the first of the reasons, and how many more there are.
final class Problems {
    private static final int MAX_SHOWN = 20;
    private static final int MAX_LENGTH = 500;

    private final List<String> first = new ArrayList<>();
    private long more;

    void add(String problem) {
        if (first.size() < MAX_SHOWN) {
            first.add(clean(problem));
        } else {
            more++;
        }
    }

    List<String> all() {
        if (more == 0) {
            return List.copyOf(first);
        }
        List<String> all = new ArrayList<>(first);
        all.add("and " + more + " more problems");
        return all;
    }

    /// Text from outside as one short line: names in an archive may hold anything.
    static String clean(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .forEach(line::appendCodePoint);
        return line.toString().strip();
    }
}
