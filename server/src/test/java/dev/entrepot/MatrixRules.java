package dev.entrepot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// `authorization-matrix.txt`: which answer is right for whom, read without any of the server's own code.
final class MatrixRules {
    private static final String FILE = "/authorization-matrix.txt";
    private static final int MOST_LINES = 150;
    private static final String ANY = "*";

    /// What a request is answered, the handler's own answers taken together.
    enum Answer {
        ALLOWED,
        CHALLENGE,
        INVALID,
        SCOPE,
        HIDDEN,
        DENIED,
        MOVED
    }

    /// One cell of the matrix.
    ///
    /// @param route its label
    /// @param path its template
    record Cell(String route, String path, String method, String who, String credential, String state) {}

    /// @param heads what stands between the keyword and the first sign
    private record Line(int number, String keyword, Set<String> heads, Set<String> middle, Set<String> tail) {}

    private final Map<String, Set<String>> sets = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, List<List<String>>> needs = new HashMap<>();
    private final Map<String, Line> routes = new HashMap<>();
    private final Set<Line> met = ConcurrentHashMap.newKeySet();
    private final Set<String> routesMet = ConcurrentHashMap.newKeySet();

    static MatrixRules read() {
        MatrixRules rules = new MatrixRules();
        try (InputStream in = MatrixRules.class.getResourceAsStream(FILE);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(java.util.Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            List<String> text = reader.lines().toList();
            if (text.size() > MOST_LINES) {
                throw new IllegalStateException(FILE + " has more than " + MOST_LINES + " lines");
            }
            for (int i = 0; i < text.size(); i++) {
                rules.add(i + 1, text.get(i).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }

    private void add(int number, String text) {
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        String[] sides = text.split(" = ", 2);
        String[] values = sides[1].split(" : ", 2);
        List<String> head = words(sides[0]);
        String keyword = head.getFirst();
        List<String> subjects = head.subList(1, head.size());
        if (keyword.equals("set")) {
            sets.put(subjects.getFirst(), expanded(words(values[0])));
            return;
        }
        Line line = new Line(
                number,
                keyword,
                keyword.equals("answer") ? new LinkedHashSet<>(subjects) : expanded(subjects),
                expanded(words(values[0])),
                values.length == 1 ? Set.of() : expanded(words(values[1])));
        lines.add(line);
        if (keyword.equals("route")) {
            for (String route : line.middle) {
                needs.put(route, steps(subjects));
                routes.put(route, line);
            }
        }
    }

    /// `A then B or C` is A, and then one of B and C.
    private static List<List<String>> steps(List<String> words) {
        return java.util.Arrays.stream(String.join(" ", words).split(" then ", -1))
                .map(step -> List.of(step.split(" or ", -1)))
                .toList();
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split(" +", -1));
    }

    private Set<String> expanded(List<String> words) {
        Set<String> all = new LinkedHashSet<>();
        for (String word : words) {
            all.addAll(sets.getOrDefault(word, Set.of(word)));
        }
        return all;
    }

    /// The names of a set.
    Set<String> set(String name) {
        return Optional.ofNullable(sets.get(name)).orElseThrow();
    }

    boolean knows(String route, String path) {
        return needs.containsKey(route) || needs.containsKey(route + "@" + path);
    }

    /// What a route needs: one action of each step, in this order.
    List<List<String>> needs(String route, String path) {
        String exact = route + "@" + path;
        String key = needs.containsKey(exact) ? exact : route;
        routesMet.add(key);
        met.add(Optional.ofNullable(routes.get(key)).orElseThrow());
        return Optional.ofNullable(needs.get(key)).orElseThrow();
    }

    /// Whether anything depends on what the route is asked about.
    boolean concernsAPlace(String route, String path) {
        return needs(route, path).stream()
                .flatMap(List::stream)
                .anyMatch(need -> on("ON-REPOSITORY", need) || on("ON-NAMESPACE", need));
    }

    private boolean on(String set, String need) {
        return set(set).contains(need);
    }

    Answer expected(Cell cell) {
        for (List<String> step : needs(cell.route, cell.path)) {
            Answer answer = Answer.DENIED;
            for (String need : step) {
                answer = answer == Answer.ALLOWED ? answer : expected(cell, need);
            }
            if (answer != Answer.ALLOWED) {
                return answer;
            }
        }
        return Answer.ALLOWED;
    }

    private Answer expected(Cell cell, String need) {
        for (Line line : lines) {
            if (line.keyword.equals("answer") && line.heads.stream().allMatch(word -> applies(word, cell, need))) {
                met.add(line);
                return Answer.valueOf(line.middle.iterator().next().toUpperCase(java.util.Locale.ROOT));
            }
        }
        throw new IllegalStateException("no answer for " + cell);
    }

    private boolean applies(String word, Cell cell, String need) {
        return switch (word) {
            case "free" -> need.equals("none");
            case "dead" -> first("dead", line -> line.middle.contains(cell.who)).isPresent();
            case "held" -> may(need, cell.who, cell.state);
            case "good" -> good(need, cell.credential, cell.state);
            case "moved" -> moved(cell, need);
            case "unmoved" -> !moved(cell, need);
            case "nobody" -> cell.who.equals("anonymous");
            case "anonymous" -> cell.who.equals("anonymous-token");
            case "on-registry" -> !on("ON-REPOSITORY", need) && !on("ON-NAMESPACE", need);
            case "unreadable" -> !readable(cell, need);
            case "otherwise" -> true;
            default -> throw new IllegalStateException("unknown word: " + word);
        };
    }

    private boolean may(String need, String who, String state) {
        return first("may", line -> line.heads.contains(need) && line.middle.contains(state) && line.tail.contains(who))
                .isPresent();
    }

    private boolean good(String need, String credential, String state) {
        if (first("bad", line -> line.heads.contains(credential) && line.middle.contains(need))
                .isPresent()) {
            return false;
        }
        return first(
                        "good",
                        line -> line.heads.contains(credential)
                                && line.middle.contains(state)
                                && (line.tail.contains(need) || line.tail.contains(ANY)))
                .isPresent();
    }

    private boolean moved(Cell cell, String need) {
        return cell.state.equals("renamed")
                && first("changes", line -> line.middle.contains(need)).isPresent();
    }

    private boolean readable(Cell cell, String need) {
        if (on("ON-NAMESPACE", need)) {
            return may("namespace-read", cell.who, cell.state);
        }
        return may("pull", cell.who, cell.state)
                && first("reads", line -> line.heads.contains(cell.credential) && line.middle.contains(cell.state))
                        .isPresent();
    }

    /// Whether "allowed" may look like "hidden" because nothing is there.
    boolean nothingThere(Cell cell) {
        return first(
                        "absent",
                        line -> (line.heads.contains(ANY) || line.heads.contains(cell.route))
                                && line.middle.contains(cell.state))
                .isPresent();
    }

    private Optional<Line> first(String keyword, java.util.function.Predicate<Line> fits) {
        Optional<Line> found = lines.stream()
                .filter(line -> line.keyword.equals(keyword))
                .filter(fits)
                .findFirst();
        found.ifPresent(met::add);
        return found;
    }

    /// Lines, and routes named in lines, that no cell has met.
    List<String> unmet() {
        List<String> unmet = new ArrayList<>();
        lines.stream()
                .filter(line -> !met.contains(line))
                .forEach(line -> unmet.add("line " + line.number + ": " + line.keyword + " " + line.heads));
        needs.keySet().stream()
                .filter(route -> !routesMet.contains(route))
                .forEach(route -> unmet.add("the route " + route));
        return unmet;
    }
}
