package dev.entrepot.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// The comparison as a Markdown page.
record Report(List<Row> rows, List<Contender> contenders, Results results) {

    String markdown(List<String> circumstances) {
        StringBuilder page = new StringBuilder("# Entrepot beside other registries\n\n");
        circumstances.forEach(line -> page.append("- ").append(line).append('\n'));
        page.append("\n| Measure | Unit |");
        contenders.forEach(
                contender -> page.append(' ').append(contender.title()).append(" |"));
        page.append(" Entrepot ÷ distribution | To reach | Reached |\n|---|---|");
        page.append("--:|".repeat(contenders.size())).append("--:|---|---|\n");
        rows.forEach(row -> row.measures().forEach(measure -> page.append(line(measure))));
        page.append("\n## What was measured\n\n");
        rows.forEach(row -> page.append("- **")
                .append(row.name())
                .append("**: ")
                .append(row.what())
                .append('\n'));
        return page.toString();
    }

    private String line(Measure measure) {
        StringBuilder line = new StringBuilder("| " + measure.label() + " | " + measure.unit() + " |");
        for (Contender contender : contenders) {
            line.append(' ').append(text(results.value(measure, contender))).append(" |");
        }
        line.append(' ').append(ratio(measure)).append(" | ");
        line.append(measure.targets().stream().map(Target::text).collect(Collectors.joining("; ")));
        line.append(" | ");
        line.append(measure.targets().stream()
                .map(target -> verdict(measure, target))
                .filter(verdict -> !verdict.isEmpty())
                .collect(Collectors.joining("; ")));
        return line.append(" |\n").toString();
    }

    private static String text(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "–";
    }

    private String ratio(Measure measure) {
        OptionalDouble ours = results.value(measure, Contender.ENTREPOT);
        OptionalDouble theirs = results.value(measure, Contender.DISTRIBUTION);
        if (ours.isEmpty() || theirs.isEmpty() || theirs.getAsDouble() == 0) {
            return "–";
        }
        return number(ours.getAsDouble() / theirs.getAsDouble());
    }

    private String verdict(Measure measure, Target target) {
        OptionalDouble ours = results.value(measure, Contender.ENTREPOT);
        OptionalDouble limit = target.limit(measure, results);
        if (ours.isEmpty() || limit.isEmpty()) {
            return "";
        }
        double value = ours.getAsDouble();
        if (target.reached(value, limit.getAsDouble())) {
            return "yes";
        }
        double gap = 100 * Math.abs(value / limit.getAsDouble() - 1);
        return "**no**, %.0f %% %s".formatted(gap, target.isCeiling() ? "above" : "below");
    }

    /// With three digits that count, and without the ones that do not.
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String digits = size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.4f";
        String text = String.format(Locale.ROOT, digits, value);
        return text.replaceAll("\\.?0+$", "");
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
