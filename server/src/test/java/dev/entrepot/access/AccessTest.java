package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.oci.RepositoryName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The order of the answers, on rights as they are today: admins and, when open, everybody.
final class AccessTest {
    private static final RepositoryName ALPINE = RepositoryName.parse("alpine");
    private static final Principal.User ADMIN = new Principal.User("1", "admin", true);
    private static final Principal.User USER = new Principal.User("2", "ann", false);
    private static final Caller NOBODY = new Caller.Nobody();

    private final Access closed = new Access(new Rights(false));
    private final Access open = new Access(new Rights(true));

    @Test
    void nobodyIsChallengedWithoutAnErrorForTheNameAsItWasAsked() {
        assertThat(closed.decide(NOBODY, Action.PULL, ALPINE, "alpine")).isEqualTo(challenge("repository:alpine:pull"));
        assertThat(closed.decide(NOBODY, Action.PUSH, ALPINE, "library/alpine"))
                .isEqualTo(challenge("repository:library/alpine:pull,push"));
        assertThat(closed.decide(NOBODY, Action.DELETE, ALPINE, "alpine"))
                .isEqualTo(challenge("repository:alpine:delete"));
        assertThat(closed.decide(NOBODY, Action.PING)).isEqualTo(challenge(""));
        assertThat(closed.decide(NOBODY, Action.CATALOG)).isEqualTo(challenge("registry:catalog:*"));
        assertThat(closed.decide(NOBODY, Action.OBSERVE)).isEqualTo(challenge("registry:metrics:*"));
    }

    @Test
    void routesThatNeedNoLeaveAnswerEverybody() {
        Stream.of(NOBODY, new Caller.Rejected("wrong"), new Caller.Busy(Duration.ofSeconds(1)), known(USER))
                .forEach(
                        caller -> assertThat(closed.decide(caller, Action.NONE)).isInstanceOf(Decision.Allowed.class));
    }

    @ParameterizedTest
    @EnumSource(names = {"PULL", "PUSH", "DELETE"})
    void openRegistryServesNobodyAndEverybody(Action action) {
        assertThat(open.decide(NOBODY, action, ALPINE, "alpine"))
                .isEqualTo(new Decision.Allowed(new Principal.Anonymous()));
        assertThat(open.decide(known(USER), action, ALPINE, "alpine")).isEqualTo(new Decision.Allowed(USER));
        assertThat(open.decide(known(ADMIN), action, ALPINE, "alpine")).isEqualTo(new Decision.Allowed(ADMIN));
    }

    @ParameterizedTest
    @EnumSource(names = {"PING", "CATALOG", "OBSERVE"})
    void openRegistryShowsItselfToNobody(Action action) {
        assertThat(open.decide(NOBODY, action)).isInstanceOf(Decision.Allowed.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"PULL", "PUSH", "DELETE"})
    void rejectedCredentialIsToldSoEvenWhenOpen(Action action) {
        for (Access access : List.of(closed, open)) {
            assertThat(access.decide(new Caller.Rejected("expired"), action, ALPINE, "alpine"))
                    .isEqualTo(new Decision.Challenge(
                            Vocabulary.needed(action, "alpine"), Optional.of("invalid_token"), "expired"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NONE", "PULL", "PUSH", "DELETE"})
    void rejectedCredentialIsToldSoWithoutARepository(Action action) {
        assertThat(open.decide(new Caller.Rejected("expired"), action))
                .isEqualTo(new Decision.Challenge(Vocabulary.needed(action), Optional.of("invalid_token"), "expired"));
    }

    @Test
    void busyAndRefusedCallersAreToldSo() {
        Caller busy = new Caller.Busy(Duration.ofSeconds(3));
        Caller refused = new Caller.Refused("foreign host");

        assertThat(open.decide(busy, Action.PULL, ALPINE, "alpine"))
                .isEqualTo(new Decision.Busy(Duration.ofSeconds(3)));
        assertThat(open.decide(busy, Action.CATALOG)).isEqualTo(new Decision.Busy(Duration.ofSeconds(3)));
        assertThat(open.decide(refused, Action.PULL, ALPINE, "alpine")).isEqualTo(new Decision.Denied("foreign host"));
        assertThat(open.decide(refused, Action.PING)).isEqualTo(new Decision.Denied("foreign host"));
    }

    @Test
    void tokenNarrowerThanItsOwnerIsToldTheOneScopeThatIsNeeded() {
        Caller pulls = known(ADMIN, Scope.of("repository", "alpine", "pull"));

        assertThat(closed.decide(pulls, Action.PULL, ALPINE, "library/alpine")).isEqualTo(new Decision.Allowed(ADMIN));
        assertThat(closed.decide(pulls, Action.PUSH, ALPINE, "alpine"))
                .isEqualTo(insufficient("repository:alpine:pull,push"));
        assertThat(closed.decide(pulls, Action.DELETE, ALPINE, "alpine"))
                .isEqualTo(insufficient("repository:alpine:delete"));
        assertThat(closed.decide(pulls, Action.PULL, RepositoryName.parse("other/app"), "other/app"))
                .isEqualTo(insufficient("repository:other/app:pull"));
        assertThat(closed.decide(pulls, Action.CATALOG)).isEqualTo(insufficient("registry:catalog:*"));
        assertThat(closed.decide(pulls, Action.OBSERVE)).isEqualTo(insufficient("registry:metrics:*"));
        assertThat(closed.decide(pulls, Action.PING)).isEqualTo(new Decision.Allowed(ADMIN));
    }

    @Test
    void tokenForPushAloneMayPush() {
        Caller pushes = known(ADMIN, Scope.of("repository", "alpine", "push"));

        assertThat(closed.decide(pushes, Action.PUSH, ALPINE, "alpine")).isInstanceOf(Decision.Allowed.class);
        assertThat(closed.decide(pushes, Action.PULL, ALPINE, "alpine")).isInstanceOf(Decision.Challenge.class);
    }

    @Test
    void tokenForEverythingCoversEveryAction() {
        Caller all = known(ADMIN, Scope.of("repository", "alpine", "*"), Scope.of("registry", "catalog", "*"));

        assertThat(closed.allows(all, Action.PULL, ALPINE)).isTrue();
        assertThat(closed.allows(all, Action.PUSH, ALPINE)).isTrue();
        assertThat(closed.allows(all, Action.DELETE, ALPINE)).isTrue();
        assertThat(closed.decide(all, Action.CATALOG)).isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void tokenMayNameTheRegistryBeforeTheRepository() {
        Caller caller = known(ADMIN, Scope.of("repository", "127.0.0.1:5000/team/app", "pull"));

        assertThat(closed.allows(caller, Action.PULL, RepositoryName.parse("team/app")))
                .isTrue();
    }

    @Test
    void whoMayNotReadFindsNothingWhateverTheMethodAndWhateverTheToken() {
        for (Action action : List.of(Action.PULL, Action.PUSH, Action.DELETE)) {
            assertThat(closed.decide(known(USER), action, ALPINE, "alpine")).isEqualTo(new Decision.NotFound());
            assertThat(closed.decide(known(USER, Scope.of("repository", "alpine", "*")), action, ALPINE, "alpine"))
                    .isEqualTo(new Decision.NotFound());
        }
    }

    @Test
    void whoMayNotObserveIsToldWhichRoleIsMissing() {
        assertThat(closed.decide(known(USER), Action.OBSERVE))
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.message()).contains("system role admin"));
    }

    @Test
    void anonymousTokenIsOnlyAsGoodAsTheRegistryIsOpen() {
        Caller anonymous = new Caller.Known(
                new Principal.Anonymous(), Optional.of(scopes(Scope.of("repository", "alpine", "pull"))));

        assertThat(open.decide(anonymous, Action.PULL, ALPINE, "alpine")).isInstanceOf(Decision.Allowed.class);
        assertThat(open.decide(anonymous, Action.PUSH, ALPINE, "alpine"))
                .isEqualTo(insufficient("repository:alpine:pull,push"));
        assertThat(closed.decide(anonymous, Action.PULL, ALPINE, "alpine"))
                .isEqualTo(insufficient("repository:alpine:pull"));
    }

    @Test
    void catalogListsWhatItsReaderMayReadWhateverTheToken() {
        Caller reader = known(ADMIN, Scope.of("registry", "catalog", "*"));

        assertThat(closed.lists(reader, ALPINE)).isTrue();
        assertThat(closed.lists(known(USER), ALPINE)).isFalse();
        assertThat(closed.lists(NOBODY, ALPINE)).isFalse();
        assertThat(open.lists(NOBODY, ALPINE)).isTrue();
    }

    @Test
    void actionOfTheOtherKindIsABug() {
        assertThatThrownBy(() -> closed.decide(known(ADMIN), Action.PULL)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closed.decide(NOBODY, Action.CATALOG, ALPINE, "alpine"))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Decision challenge(String scope) {
        return new Decision.Challenge(scope, Optional.empty(), "authentication required");
    }

    private static Decision insufficient(String scope) {
        return new Decision.Challenge(scope, Optional.of("insufficient_scope"), "the token does not cover " + scope);
    }

    private static Caller known(Principal principal, Scope... granted) {
        return new Caller.Known(principal, granted.length == 0 ? Optional.empty() : Optional.of(scopes(granted)));
    }

    private static Scopes scopes(Scope... granted) {
        return Scopes.of(List.of(granted), "127.0.0.1:5000");
    }
}
