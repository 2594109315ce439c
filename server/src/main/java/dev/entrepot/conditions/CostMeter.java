package dev.entrepot.conditions;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.Map;

/// Counts what an evaluation costs, and stops it.
///
/// Every value that comes into being is paid for by its whole size, so whatever is done with it afterwards
/// (comparing, copying, searching, going through it) is paid for too, and values that contain each other many
/// times over cannot grow in secret. What takes longer than its values are large pays besides, before it
/// starts: {@link #charge}.
final class CostMeter implements CelEvaluationListener {
    /// A usual condition costs some hundred; this much takes some ten milliseconds.
    static final int BUDGET = 200_000;

    private static final String SPENT = "the evaluation costs too much: make the condition shorter";

    /// That of the evaluation which this thread is in; functions of the language have no other way to it.
    static final ScopedValue<CostMeter> CURRENT = ScopedValue.newInstance();

    private int left;

    CostMeter(int budget) {
        this.left = budget;
    }

    boolean spent() {
        return left < 0;
    }

    static Verdict tooMuch() {
        return new Verdict.Errs(SPENT);
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        pay(value);
        charge(1);
    }

    /// Throws when nothing is left.
    void charge(int cost) {
        left -= Math.min(left + 1, cost);
        if (spent()) {
            throw new IllegalStateException(SPENT);
        }
    }

    /// Stops looking when nothing is left: a value of 2^30 parts costs no more time than one that is just too
    /// large.
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
