package dev.entrepot.sbom;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads licence expressions of SPDX 2.3 (annex D): `MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR
/// BSD-3-Clause)`.
final class LicenceExpression {
    /// Longer ones are taken for prose.
    static final int MAX_LENGTH = 2000;

    /// Parentheses within each other; the reader calls itself once for each.
    static final int MAX_DEPTH = 20;

    private static final Pattern WORD = Pattern.compile("\\s*([()]|[A-Za-z0-9.+-]+)\\s*");

    private final List<String> words;
    private final StringBuilder canonical = new StringBuilder();
    private int position;

    private LicenceExpression(List<String> words) {
        this.words = words;
    }

    /// The expression with identifiers as the list writes them and operators in upper case; empty for a text that is
    /// none, or that names a licence which the list does not have.
    static Optional<String> canonical(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.lookingAt()) {
            words.add(word.group(1));
            word.region(word.end(), text.length());
        }
        LicenceExpression expression = new LicenceExpression(words);
        boolean whole = word.regionStart() == text.length() && expression.compound(0);
        return whole && expression.position == words.size()
                ? Optional.of(expression.canonical.toString())
                : Optional.empty();
    }

    /// That all of these hold, which are no names.
    static String all(List<Licence> licences) {
        return licences.stream()
                .map(licence -> switch (licence) {
                    case Licence.Id(String id) -> id;
                    case Licence.Expression(String text) -> licences.size() == 1 ? text : "(" + text + ")";
                    case Licence.Name(String text) -> text;
                })
                .collect(Collectors.joining(" AND "));
    }

    private boolean compound(int depth) {
        if (!simple(depth)) {
            return false;
        }
        while (at("AND") || at("OR")) {
            canonical.append(' ').append(next().toUpperCase(Locale.ROOT)).append(' ');
            if (!simple(depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean simple(int depth) {
        if (at("(") && depth < MAX_DEPTH) {
            canonical.append(next());
            if (!compound(depth + 1) || !at(")")) {
                return false;
            }
            canonical.append(next());
            return true;
        }
        return licence() && exception();
    }

    /// With `+` for "or any later version".
    private boolean licence() {
        if (position == words.size()) {
            return false;
        }
        String word = next();
        boolean later = word.endsWith("+") && LicenceIds.licence(word).isEmpty();
        Optional<String> id = LicenceIds.licence(later ? word.substring(0, word.length() - 1) : word);
        id.ifPresent(found -> canonical.append(found).append(later ? "+" : ""));
        return id.isPresent();
    }

    private boolean exception() {
        if (!at("WITH")) {
            return true;
        }
        next();
        Optional<String> id = position == words.size() ? Optional.empty() : LicenceIds.exception(next());
        id.ifPresent(found -> canonical.append(" WITH ").append(found));
        return id.isPresent();
    }

    private boolean at(String word) {
        return position < words.size() && words.get(position).equalsIgnoreCase(word);
    }

    private String next() {
        return words.get(position++);
    }
}
