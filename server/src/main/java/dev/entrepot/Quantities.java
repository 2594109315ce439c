package dev.entrepot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Durations and sizes as people write them: `2s`, `24h`, `30d`; `512B`, `32KiB`, `4MiB`.
final class Quantities {
    private record Unit(String suffix, long factor) {}

    /// Largest first: the first that divides a value writes it.
    private static final List<Unit> TIMES = List.of(
            new Unit("d", 86_400_000L),
            new Unit("h", 3_600_000L),
            new Unit("m", 60_000L),
            new Unit("s", 1_000L),
            new Unit("ms", 1L));

    private static final List<Unit> SIZES = List.of(
            new Unit("TiB", 1L << 40),
            new Unit("GiB", 1L << 30),
            new Unit("MiB", 1L << 20),
            new Unit("KiB", 1L << 10),
            new Unit("B", 1L));

    private Quantities() {}

    static Optional<Duration> duration(String text) {
        return parse(text, TIMES).map(Duration::ofMillis);
    }

    static Optional<Long> sizeBytes(String text) {
        return parse(text, SIZES);
    }

    static String text(Duration duration) {
        return text(duration.toMillis(), TIMES);
    }

    static String text(long sizeBytes) {
        return text(sizeBytes, SIZES);
    }

    private static Optional<Long> parse(String text, List<Unit> units) {
        int digits = 0;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        String suffix = text.substring(digits).strip();
        Optional<Unit> unit =
                units.stream().filter(each -> each.suffix().equals(suffix)).findFirst();
        if (digits == 0 || unit.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Math.multiplyExact(
                    Long.parseLong(text.substring(0, digits)), unit.get().factor()));
        } catch (NumberFormatException | ArithmeticException tooLarge) {
            return Optional.empty();
        }
    }

    private static boolean isDigit(char character) {
        return '0' <= character && character <= '9';
    }

    private static String text(long value, List<Unit> units) {
        Unit smallest = units.getLast();
        Unit unit = value == 0
                ? units.get(units.size() - 2)
                : units.stream()
                        .filter(each -> value % each.factor() == 0)
                        .findFirst()
                        .orElse(smallest);
        return value / unit.factor() + unit.suffix();
    }
}
