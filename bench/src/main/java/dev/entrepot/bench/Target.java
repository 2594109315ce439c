package dev.entrepot.bench;

import java.util.OptionalDouble;

/// A figure that Entrepot is to reach, absolute or against another figure of the same run.
sealed interface Target {

    /// What is wanted, for the report.
    String text();

    /// The limit in the measure's own unit; empty when what it rests on was not measured.
    OptionalDouble limit(Measure measure, Results results);

    boolean isCeiling();

    default boolean reached(double value, double limit) {
        return isCeiling() ? value <= limit : value >= limit;
    }

    record AtMost(double value, String unit) implements Target {
        @Override
        public String text() {
            return "≤ " + Report.number(value) + " " + unit;
        }

        @Override
        public OptionalDouble limit(Measure measure, Results results) {
            return OptionalDouble.of(value);
        }

        @Override
        public boolean isCeiling() {
            return true;
        }
    }

    /// For what is better the larger it is.
    record AtLeastTimes(double factor, Contender of) implements Target {
        @Override
        public String text() {
            return "≥ " + Report.number(factor) + " x " + of.title();
        }

        @Override
        public OptionalDouble limit(Measure measure, Results results) {
            return Target.scaled(results.value(measure, of), factor);
        }

        @Override
        public boolean isCeiling() {
            return false;
        }
    }

    /// For what is better the smaller it is.
    record AtMostTimes(double factor, Contender of) implements Target {
        @Override
        public String text() {
            return "≤ " + Report.number(factor) + " x " + of.title();
        }

        @Override
        public OptionalDouble limit(Measure measure, Results results) {
            return Target.scaled(results.value(measure, of), factor);
        }

        @Override
        public boolean isCeiling() {
            return true;
        }
    }

    /// Entrepot against itself: this figure may not exceed another one of its own.
    record AtMostTimesOwn(double factor, Measure other) implements Target {
        @Override
        public String text() {
            return "≤ " + Report.number(factor) + " x its own " + other.label();
        }

        @Override
        public OptionalDouble limit(Measure measure, Results results) {
            return Target.scaled(results.value(other, Contender.ENTREPOT), factor);
        }

        @Override
        public boolean isCeiling() {
            return true;
        }
    }

    private static OptionalDouble scaled(OptionalDouble value, double factor) {
        return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * factor) : value;
    }
}
