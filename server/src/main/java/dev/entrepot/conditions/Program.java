package dev.entrepot.conditions;

import dev.cel.runtime.CelAttribute;
import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.PartialVars;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A compiled text. Variables without a value are unknown: the verdict tells whether it depends on them.
///
/// @param named the variables that the text names
record Program(CelRuntime.Program compiled, Set<String> named) {
    private static final int MAX_CAUSES = 10;

    Program {
        named = Set.copyOf(named);
    }

    boolean names(String variable) {
        return named.contains(variable);
    }

    Verdict evaluate(Map<String, ?> values) {
        return evaluate(values, CostMeter.BUDGET);
    }

    /// @param budget what the evaluation may cost: see {@link CostMeter}
    Verdict evaluate(Map<String, ?> values, int budget) {
        List<CelAttributePattern> unknown = named.stream()
                .filter(name -> !values.containsKey(name))
                .map(CelAttributePattern::create)
                .toList();
        PartialVars inputs = PartialVars.of(values, unknown.toArray(CelAttributePattern[]::new));
        CostMeter meter = new CostMeter(budget);
        try {
            Object result = ScopedValue.where(CostMeter.CURRENT, meter).call(() -> compiled.trace(inputs, meter));
            // An `||` swallows what the meter throws.
            return meter.spent() ? CostMeter.tooMuch() : verdict(result);
        } catch (CelEvaluationException e) {
            return meter.spent() ? CostMeter.tooMuch() : new Verdict.Errs(reason(e));
        }
    }

    private static Verdict verdict(Object result) {
        return switch (result) {
            case Boolean holds -> holds ? new Verdict.Holds() : new Verdict.Fails();
            case CelUnknownSet unknown -> new Verdict.Missing(inputs(unknown));
            default -> new Verdict.Errs("the condition is neither true nor false");
        };
    }

    private static SortedSet<String> inputs(CelUnknownSet unknown) {
        return unknown.attributes().stream()
                .map(CelAttribute::qualifiers)
                .map(qualifiers -> qualifiers.getFirst().asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// What the library wraps around it names positions and calls of its own.
    private static String reason(CelEvaluationException e) {
        Throwable innermost = e;
        for (int depth = 0; depth < MAX_CAUSES && innermost.getCause() != null; depth++) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
