package dev.entrepot.conditions;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.Map;

/// Counts what an evaluation costs, and stops it.
///
/// Every value that comes into being is paid for by its whole size, so whatever is done with it afterwards
/// (comparing, copying, searching, going through it) is paid for too, and values that contain each other many times
/// over cannot grow in secret. A match of a regular expression costs the size of its program besides.
final class CostMeter implements CelEvaluationListener {
    /// A usual condition costs some hundred; this much takes some ten milliseconds.
    static final int BUDGET = 200_000;

    private static final String SPENT = "the evaluation costs too much: make the condition shorter";

    private final Map<Long, Integer> extra;
    private int left = BUDGET;

    /// @param extra cost of calls, by the id of their expression
    CostMeter(Map<Long, Integer> extra) {
        this.extra = extra;
    }

    boolean spent() {
        return left < 0;
    }

    static Verdict tooMuch() {
        return new Verdict.Errs(SPENT);
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        left -= Math.min(left + 1, 1 + extra.getOrDefault(expression.id(), 0));
        pay(value);
        if (spent()) {
            throw new IllegalStateException(SPENT);
        }
    }

    /// Stops looking when nothing is left: a value of 2^30 parts costs no more time than one that is just too large.
    private void pay(Object value) {
        if (spent()) {
            return;
        }
        left--;
        switch (value) {
            case String text -> left -= Math.min(left + 1, text.length());
            case CelByteString bytes -> left -= Math.min(left + 1, bytes.size());
            case Collection<?> many -> payEach(many);
            case Map<?, ?> map -> {
                payEach(map.keySet());
                payEach(map.values());
            }
            default -> {}
        }
    }

    private void payEach(Collection<?> values) {
        for (Object each : values) {
            if (spent()) {
                return;
            }
            pay(each);
        }
    }
}
