package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScopeTest {
    @Test
    void nameMayHoldAHostWithAPort() {
        assertThat(Scope.parse("repository:127.0.0.1:5000/team/app:pull,push"))
                .contains(Scope.of("repository", "127.0.0.1:5000/team/app", "pull", "push"));
    }

    @Test
    void classOfTheTypeIsIgnored() {
        assertThat(Scope.parse("repository(plugin):team/app:pull"))
                .contains(Scope.of("repository", "team/app", "pull"));
    }

    @Test
    void repeatedActionCountsOnceInTheOrderAsked() {
        assertThat(Scope.parse("repository:a/b:push,pull,push"))
                .map(Scope::toString)
                .contains("repository:a/b:push,pull");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "::",
                "repository",
                "repository:a/b",
                "repository::pull",
                ":a/b:pull",
                "repository:a/b:",
                "repository:a/b:pull,",
                "repository:a b:pull",
                "repository:a\"b:pull",
                "repository:é/b:pull",
                "repository:a/b:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"
            })
    void somethingElseAsksForNothing(String text) {
        assertThat(Scope.parse(text)).isEmpty();
    }

    @Test
    void scopeAtTheLimitOfItsLengthIsReadAndALongerOneIsNot() {
        String longest = "repository:" + "a".repeat(1024 - "repository:".length() - ":pull".length()) + ":pull";

        assertThat(longest).hasSize(1024);
        assertThat(Scope.parse(longest)).isPresent();
        assertThat(Scope.parse("x" + longest)).isEmpty();
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("scopes") Scope scope) {
        assertThat(Scope.parse(scope.toString())).contains(scope);
    }

    @Property
    void anyTextIsReadOrIgnored(@ForAll String text) {
        Scope.parse(text).ifPresent(scope -> {
            assertThat(scope.actions()).isNotEmpty();
            assertThat(Scope.parse(scope.toString())).contains(scope);
        });
    }

    @Provide
    Arbitrary<Scope> scopes() {
        Arbitrary<String> words =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
        Arbitrary<String> names = Arbitraries.of("team/app", "alpine", "localhost:5000/a/b", "[::1]:5000/x/y", "a:b:c");
        Arbitrary<List<String>> actions = words.list().ofMinSize(1).ofMaxSize(5);
        return Combinators.combine(words, names, actions)
                .as((type, name, list) -> Scope.of(type, name, list.toArray(String[]::new)));
    }
}
