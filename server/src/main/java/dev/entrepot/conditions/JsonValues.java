package dev.entrepot.conditions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// JSON as the language knows it: whole numbers are long, others double; null, and what lies too deep, is left out.
final class JsonValues {
    private static final int MAX_DEPTH = 16;

    private JsonValues() {}

    static Map<String, Object> of(Map<?, ?> json) {
        return map(json, MAX_DEPTH);
    }

    private static Map<String, Object> map(Map<?, ?> json, int depth) {
        Map<String, Object> values = new HashMap<>();
        json.forEach((key, each) -> {
            if (key instanceof String name) {
                value(each, depth - 1).ifPresent(value -> values.put(name, value));
            }
        });
        return values;
    }

    private static List<Object> list(List<?> json, int depth) {
        List<Object> values = new ArrayList<>();
        json.forEach(each -> value(each, depth - 1).ifPresent(values::add));
        return values;
    }

    private static Optional<Object> value(@Nullable Object json, int depth) {
        if (depth < 0) {
            return Optional.empty();
        }
        return switch (json) {
            case String text -> Optional.of(text);
            case Boolean flag -> Optional.of(flag);
            case Long number -> Optional.of(number);
            case Integer number -> Optional.of(number.longValue());
            case Double number -> Optional.of(number);
            case Float number -> Optional.of(number.doubleValue());
            case Map<?, ?> map -> Optional.of(map(map, depth));
            case List<?> list -> Optional.of(list(list, depth));
            case null, default -> Optional.empty();
        };
    }
}
