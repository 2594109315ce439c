package dev.entrepot.bench;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// Every figure of one run.
final class Results {

    private final Map<Measure, Map<Contender, Double>> figures = new LinkedHashMap<>();

    void record(Measure measure, Contender contender, double value) {
        figures.computeIfAbsent(measure, absent -> new EnumMap<>(Contender.class))
                .put(contender, value);
    }

    OptionalDouble value(Measure measure, Contender contender) {
        Double value = figures.getOrDefault(measure, Map.of()).get(contender);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
