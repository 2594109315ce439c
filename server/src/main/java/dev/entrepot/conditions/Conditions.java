package dev.entrepot.conditions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.function.Function;

/// Conditions by their text, compiled once. Nothing of the language is loaded before the first of them.
public final class Conditions {
    /// Some ten KiB each.
    private static final int REMEMBERED = 1_000;

    private final Cache<String, Function<GrantInputs, Verdict>> grants = memory();
    private final Cache<String, Function<Map<String, ?>, Verdict>> claims = memory();
    private final Cache<String, ImageCondition> images = memory();

    /// As {@link GrantCondition#evaluate}; a malformed text errs. Never throws.
    public Verdict grant(String text, GrantInputs inputs) {
        return grants.get(text, Conditions::grantFunction).apply(inputs);
    }

    /// As {@link ClaimsCondition#evaluate}; a malformed text errs. Never throws.
    public Verdict claims(String text, Map<String, ?> values) {
        return claims.get(text, Conditions::claimsFunction).apply(values);
    }

    /// The condition of that text. Throws {@link MalformedConditionException}.
    public ImageCondition image(String text) {
        return images.get(text, ImageCondition::parse);
    }

    private static Function<GrantInputs, Verdict> grantFunction(String text) {
        try {
            return GrantCondition.parse(text)::evaluate;
        } catch (MalformedConditionException e) {
            Verdict errs = new Verdict.Errs(e.getMessage());
            return inputs -> errs;
        }
    }

    private static Function<Map<String, ?>, Verdict> claimsFunction(String text) {
        try {
            return ClaimsCondition.parse(text)::evaluate;
        } catch (MalformedConditionException e) {
            Verdict errs = new Verdict.Errs(e.getMessage());
            return values -> errs;
        }
    }

    private static <F> Cache<String, F> memory() {
        return Caffeine.newBuilder().maximumSize(REMEMBERED).recordStats().build();
    }
}
