package dev.entrepot.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimsConditionTest {
    private static final Map<String, Object> CLAIMS = Map.of(
            "repository",
            "org/app",
            "ref",
            "refs/heads/main",
            "run_attempt",
            2,
            "ref_protected",
            true,
            "groups",
            List.of("web", "ops"),
            "nested",
            Map.of("a", Map.of("b", 1L)));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claims.repository == \"org/app\" && claims.ref == \"refs/heads/main\"",
                "claims.repository.startsWith('org/') && claims['ref'].matches('^refs/(heads/main|tags/v[0-9]+)$')",
                "claims.run_attempt == 2 && claims.ref_protected == true",
                "claims.groups.exists(group, group == 'ops')",
                "'web' in claims.groups",
                "claims.nested.a.b == 1",
                "!has(claims.environment)",
                "('repo:' + claims.repository) == 'repo:org/app'"
            })
    void conditionHolds(String text) {
        assertThat(ClaimsCondition.parse(text).evaluate(CLAIMS)).isEqualTo(new Verdict.Holds());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claims.repository == 'org/other'",
                "claims.repository == 'org/app' && claims.ref == 'refs/heads/other'",
                "claims.repository == 'org/other' && claims.environment == 'x'",
                "has(claims.environment)"
            })
    void conditionFails(String text) {
        assertThat(ClaimsCondition.parse(text).evaluate(CLAIMS)).isEqualTo(new Verdict.Fails());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claims.environment == 'production'",
                "claims.environment != 'production'",
                "!(claims.environment == 'production')",
                "claims.repository == 'org/app' && claims.environment != 'x'",
                "claims.nested.a.c != 1",
                "claims.repository.a == 'x'",
                "claims.repository",
                "claims.ref.size() > claims.environment.size()",
                "claims.groups.all(group, claims.environment != group)",
                "claims.nothing != 'x'"
            })
    void absentClaimMakesNoVerdict(String text) {
        Map<String, Object> claims = new HashMap<>(CLAIMS);
        claims.put("nothing", null);

        assertThat(ClaimsCondition.parse(text).evaluate(claims)).isInstanceOf(Verdict.Errs.class);
    }

    @Test
    void absentClaimIsNamed() {
        assertThat(ClaimsCondition.parse("claims.environment == 'x'").evaluate(CLAIMS))
                .isEqualTo(new Verdict.Errs("key 'environment' is not present in map."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1 == 1", "[1].exists(each, each == 1)"})
    void conditionThatLooksAtNoClaimIsRefused(String text) {
        assertThatThrownBy(() -> ClaimsCondition.parse(text))
                .isInstanceOf(MalformedConditionException.class)
                .hasMessageContaining("looks at no claim");
    }
}
