package dev.entrepot.conditions;

import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Map;

/// A condition on the claims of a token, over `claims`. An absent claim makes no verdict, unless `has` asks for it.
public final class ClaimsCondition {
    private static final String CLAIMS = "claims";

    private static final class Lazy {
        static final Language LANGUAGE =
                new Language(Map.of(CLAIMS, MapType.create(SimpleType.STRING, SimpleType.DYN)));
    }

    private final Program program;

    private ClaimsCondition(Program program) {
        this.program = program;
    }

    /// Throws {@link MalformedConditionException}. What names no claim is refused: it would hold for every token.
    public static ClaimsCondition parse(String text) {
        Program program = Lazy.LANGUAGE.compile(text);
        if (!program.names(CLAIMS)) {
            throw new MalformedConditionException("the condition looks at no claim and would let every token of that"
                    + " issuer in: write one such as claims.repository == \"org/app\"");
        }
        return new ClaimsCondition(program);
    }

    /// Never throws; bounded in time and memory.
    ///
    /// @param claims as JSON: text, numbers, booleans, lists and maps of these; anything else counts as absent
    public Verdict evaluate(Map<String, ?> claims) {
        return program.evaluate(Map.of(CLAIMS, JsonValues.of(claims)));
    }
}
