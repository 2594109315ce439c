package dev.entrepot.conditions;

import dev.cel.common.types.SimpleType;
import java.util.Map;

/// A condition on a grant, over `time`, `address`, `tag`, `action` and `repository`.
public final class GrantCondition {
    /// Made when the first condition is met: the language takes half a second to load, and most registries have none.
    private static final class Lazy {
        static final Language LANGUAGE = new Language(Map.of(
                "time", SimpleType.TIMESTAMP,
                "address", SimpleType.STRING,
                "tag", SimpleType.STRING,
                "action", SimpleType.STRING,
                "repository", SimpleType.STRING));
    }

    private final Program program;

    private GrantCondition(Program program) {
        this.program = program;
    }

    /// Throws {@link MalformedConditionException}.
    public static GrantCondition parse(String text) {
        return new GrantCondition(Lazy.LANGUAGE.compile(text));
    }

    /// Never throws; bounded in time and memory.
    public Verdict evaluate(GrantInputs inputs) {
        return program.evaluate(inputs.values());
    }
}
