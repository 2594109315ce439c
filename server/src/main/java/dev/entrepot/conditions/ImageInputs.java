package dev.entrepot.conditions;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is known of an image where a condition on it is asked. What is not given is absent.
public final class ImageInputs {
    /// Steps of a condition that looks at every finding ten times, or compares each of some hundred with each
    /// other.
    private static final int LOOKS = 12;

    /// For a condition over little.
    private static final int LEAST_BUDGET = 1_000_000;

    /// Some seconds at worst, for an image with ten thousand findings.
    private static final int MOST_BUDGET = 100_000_000;

    /// What a scan says.
    ///
    /// @param findings their members by name: text, numbers, booleans and lists of text
    /// @param packages the same of packages
    /// @param worst the word of the worst severity; empty text without findings
    /// @param state how far the reading came
    /// @param age since the layers were read
    public record Scan(
            List<Map<String, Object>> findings,
            List<Map<String, Object>> packages,
            Map<String, String> labels,
            String worst,
            String state,
            Duration age) {
        public Scan {
            findings = List.copyOf(findings);
            packages = List.copyOf(packages);
            labels = Map.copyOf(labels);
        }
    }

    private final Map<String, Object> values;
    private final int budget;

    private ImageInputs(Map<String, Object> values, int budget) {
        this.values = Map.copyOf(values);
        this.budget = budget;
    }

    /// An image of a repository, by its whole name, of which nothing else is known.
    public static ImageInputs of(String repository) {
        return new ImageInputs(Map.of(ImageCondition.REPOSITORY, repository), LEAST_BUDGET);
    }

    /// The tag through which it is reached; empty text where none does.
    public ImageInputs tag(String tag) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(ImageCondition.TAG, tag);
        return new ImageInputs(more, budget);
    }

    public ImageInputs scan(Scan scan) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(ImageCondition.FINDINGS, scan.findings);
        more.put(ImageCondition.PACKAGES, scan.packages);
        more.put(ImageCondition.LABELS, scan.labels);
        more.put(ImageCondition.WORST, scan.worst);
        more.put(ImageCondition.SCAN, Map.of("state", scan.state, "age", scan.age));
        return new ImageInputs(more, budget(scan));
    }

    /// The same image, as if it had these findings.
    public ImageInputs findings(List<Map<String, Object>> findings, String worst) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(ImageCondition.FINDINGS, List.copyOf(findings));
        more.put(ImageCondition.WORST, worst);
        return new ImageInputs(more, budget);
    }

    /// What it costs to look at everything some times: a condition pays for each value whenever it touches it.
    private static int budget(Scan scan) {
        long size = size(scan.findings) + size(scan.packages) + scan.labels.size();
        return (int) Math.min(MOST_BUDGET, LEAST_BUDGET + LOOKS * size);
    }

    private static long size(List<Map<String, Object>> maps) {
        long size = 0;
        for (Map<String, Object> map : maps) {
            for (Map.Entry<String, Object> member : map.entrySet()) {
                size += 2 + member.getKey().length() + size(member.getValue());
            }
        }
        return size;
    }

    private static long size(Object value) {
        return switch (value) {
            case String text -> text.length();
            case List<?> list -> list.stream().mapToLong(ImageInputs::size).sum() + list.size();
            default -> 1;
        };
    }

    Map<String, Object> values() {
        return values;
    }

    int budget() {
        return budget;
    }
}
