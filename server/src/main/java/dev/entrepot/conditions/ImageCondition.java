package dev.entrepot.conditions;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A condition on an image, over `findings`, `worst`, `packages`, `labels`, `scan` (its `state` and `age`),
/// `tag` and `repository`.
public final class ImageCondition {
    static final String FINDINGS = "findings";
    static final String WORST = "worst";
    static final String PACKAGES = "packages";
    static final String LABELS = "labels";
    static final String SCAN = "scan";
    static final String TAG = "tag";
    static final String REPOSITORY = "repository";

    /// What nobody knows of an image before it was scanned.
    private static final Set<String> FROM_SCAN = Set.of(FINDINGS, WORST, PACKAGES, LABELS, SCAN);

    /// An image may have ten thousand packages and as many findings; the cost bounds what each step does.
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final class Lazy {
        private static final CelType MEMBERS = MapType.create(SimpleType.STRING, SimpleType.DYN);
        static final Language LANGUAGE = new Language(
                Map.of(
                        FINDINGS,
                        ListType.create(MEMBERS),
                        WORST,
                        SimpleType.STRING,
                        PACKAGES,
                        ListType.create(MEMBERS),
                        LABELS,
                        MapType.create(SimpleType.STRING, SimpleType.STRING),
                        SCAN,
                        MEMBERS,
                        TAG,
                        SimpleType.STRING,
                        REPOSITORY,
                        SimpleType.STRING),
                MAX_ITERATIONS);
    }

    private final Program program;

    private ImageCondition(Program program) {
        this.program = program;
    }

    /// Throws {@link MalformedConditionException}.
    public static ImageCondition parse(String text) {
        return new ImageCondition(Lazy.LANGUAGE.compile(text));
    }

    /// As {@link #parse}, and also refuses what asks for members that no finding and no package has: such a
    /// condition would never have a verdict.
    ///
    /// @param finding one with all members there are
    /// @param found a package with all members there are
    public static ImageCondition parse(String text, Map<String, Object> finding, Map<String, Object> found) {
        ImageCondition condition = parse(text);
        ImageInputs.Scan scan = new ImageInputs.Scan(
                List.of(finding),
                List.of(found),
                Map.of(),
                String.valueOf(finding.get("severity")),
                "READ",
                Duration.ZERO);
        ImageInputs inputs = ImageInputs.of("team/app").tag("latest").scan(scan);
        Map<String, Object> values = new java.util.HashMap<>(inputs.values());
        values.put(LABELS, new AnyLabel());
        if (condition.program.evaluate(values, inputs.budget()) instanceof Verdict.Errs(String reason)) {
            throw new MalformedConditionException(
                    "tried on an image with one finding and one package, it has no answer: "
                            + reason + "; a finding has " + names(finding) + "; a package has " + names(found)
                            + "; scan has age, state");
        }
        return condition;
    }

    private static String names(Map<String, Object> members) {
        return String.join(", ", members.keySet().stream().sorted().toList());
    }

    /// Whether the verdict may depend on what a scan says.
    public boolean asksForScan() {
        return FROM_SCAN.stream().anyMatch(program::names);
    }

    /// Whether the verdict may change as time passes.
    public boolean asksForAge() {
        return program.names(SCAN);
    }

    public boolean asksForFindings() {
        return program.names(FINDINGS) || program.names(WORST);
    }

    public boolean asksForTag() {
        return program.names(TAG);
    }

    /// Whether it looks at where the image is and what it is called.
    public boolean asksForPlace() {
        return program.names(TAG) || program.names(REPOSITORY);
    }

    /// Never throws; bounded in time and memory.
    public Verdict evaluate(ImageInputs inputs) {
        return program.evaluate(inputs.values(), inputs.budget());
    }

    /// Labels are the image's own: whichever a condition names may be there.
    private static final class AnyLabel extends AbstractMap<String, String> {
        @Override
        public Set<Entry<String, String>> entrySet() {
            return Set.of();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return true;
        }

        @Override
        public String get(@Nullable Object key) {
            return "";
        }
    }
}
