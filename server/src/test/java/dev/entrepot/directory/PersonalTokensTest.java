package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PersonalTokensTest {
    private static final List<Allowance> SCOPES =
            List.of(Allowance.parse("pull:team/*"), Allowance.parse("pull,push:team/app"));

    @OnBothDatabases
    void anAddedTokenIsFoundByItsSecret(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        Instant end = it.now().plus(Duration.ofDays(30));

        PersonalTokens.Addition.Added added = (PersonalTokens.Addition.Added) it.tokens.add(
                ADMIN, alice.id(), new PersonalTokens.NewToken("ci", Optional.of(SCOPES), Optional.of(end)));

        assertThat(Secrets.kind(added.secret())).contains(Secrets.Kind.PERSONAL_TOKEN);
        assertThat(byHash(it, added.secret())).contains(added.token());
        assertThat(added.token().scopes()).contains(SCOPES);
        assertThat(added.token().expiresAt()).contains(end);
        assertThat(byId(it, added.token().id())).isEqualTo(added.token());
        assertThat(byHash(it, added.secret() + "x")).isEmpty();
        assertThat(it.count("SELECT COUNT(*) FROM audit_entry WHERE detail LIKE '%entrepot_pat_%'"))
                .isZero();
    }

    private static Optional<PersonalToken> byHash(DirectoryFixture it, String secret) {
        return it.read(sql -> it.directory.tokenByHash(sql, Secrets.hash(secret)));
    }

    private static PersonalToken byId(DirectoryFixture it, String id) {
        Optional<PersonalToken> token = it.read(sql -> it.directory.tokenById(sql, id));
        return token.orElseThrow();
    }

    @OnBothDatabases
    void anUnscopedTokenHasNoScopesRatherThanEmptyOnes(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");

        PersonalToken token = it.token(alice, "laptop").token();

        assertThat(token.scopes()).isEmpty();
        assertThat(byId(it, token.id()).scopes()).isEmpty();
    }

    @Test
    void aTokenScopedToNothingIsRefused() {
        assertThatThrownBy(() -> new PersonalTokens.NewToken("x", Optional.of(List.of()), Optional.empty()))
                .hasMessageContaining("at least one scope");
        assertThatThrownBy(() -> new PersonalTokens.NewToken(" ", Optional.empty(), Optional.empty()))
                .hasMessageContaining("is empty");
    }

    @OnBothDatabases
    void aNameIsGivenOncePerOwner(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.token(alice, "laptop");
        PersonalTokens.NewToken again = new PersonalTokens.NewToken("laptop", Optional.empty(), Optional.empty());

        assertThat(it.tokens.add(ADMIN, alice.id(), again)).isInstanceOf(PersonalTokens.Addition.NameTaken.class);
        assertThat(it.tokens.add(ADMIN, it.user("bob").id(), again)).isInstanceOf(PersonalTokens.Addition.Added.class);
        assertThat(it.tokens.add(ADMIN, "nobody", again)).isInstanceOf(PersonalTokens.Addition.UnknownUser.class);
    }

    @OnBothDatabases
    void anOwnerHasSoManyTokensAndNoMore(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        database.write(sql -> {
            for (int n = 1; n < PersonalTokens.MAX_PER_ACCOUNT; n++) {
                sql.update("""
                        INSERT INTO personal_token (id, account_id, name, hash, scoped, created_at)
                        VALUES (?, ?, ?, ?, 0, 0)
                        """, "id" + n, alice.id(), "name" + n, "hash" + n);
            }
            return true;
        });

        it.token(alice, "last");

        assertThat(it.tokens.add(
                        ADMIN, alice.id(), new PersonalTokens.NewToken("more", Optional.empty(), Optional.empty())))
                .isEqualTo(new PersonalTokens.Addition.TooMany(200));
    }

    @OnBothDatabases
    void pagesFollowEachOther(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        List.of("c", "a", "b").forEach(name -> it.token(alice, name));
        it.token(it.user("bob"), "d");

        assertThat(it.tokens.page(alice.id(), "", 2))
                .extracting(PersonalToken::name)
                .containsExactly("a", "b");
        assertThat(it.tokens.page(alice.id(), "b", 2))
                .extracting(PersonalToken::name)
                .containsExactly("c");
    }

    @OnBothDatabases
    void aTokenIsRemovedByItsOwnerByIdOrName(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        Account bob = it.user("bob");
        PersonalToken laptop = it.token(alice, "laptop").token();
        it.token(alice, "phone");

        assertThat(it.tokens.remove(ADMIN, bob.id(), laptop.id())).isFalse();
        assertThat(it.tokens.remove(ADMIN, bob.id(), "phone")).isFalse();
        assertThat(it.tokens.remove(ADMIN, alice.id(), laptop.id())).isTrue();
        assertThat(it.tokens.remove(ADMIN, alice.id(), "phone")).isTrue();

        assertThat(it.tokens.page(alice.id(), "", 10)).isEmpty();
    }

    @OnBothDatabases
    void lastUseIsNotedOnceAMinute(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        PersonalToken token = it.token(it.user("alice"), "laptop").token();
        Instant first = it.now();

        it.tokens.touch(token);
        assertThat(byId(it, token.id()).lastUsedAt()).contains(first);

        it.advance(Duration.ofSeconds(60));
        it.tokens.touch(token);
        assertThat(byId(it, token.id()).lastUsedAt()).contains(first);

        it.advance(Duration.ofSeconds(1));
        it.tokens.touch(token);
        assertThat(byId(it, token.id()).lastUsedAt()).contains(it.now());
    }

    @OnBothDatabases
    void expiredTokensAreForgottenInBatches(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        Instant end = it.now().plus(Duration.ofDays(1));
        for (String name : List.of("a", "b", "c")) {
            it.tokens.add(ADMIN, alice.id(), new PersonalTokens.NewToken(name, Optional.of(SCOPES), Optional.of(end)));
        }
        it.token(alice, "forever");

        assertThat(it.tokens.sweep(end, 10)).isZero();
        assertThat(it.tokens.sweep(end.plusSeconds(1), 2)).isEqualTo(2);
        assertThat(it.tokens.sweep(end.plusSeconds(1), 2)).isEqualTo(1);

        assertThat(it.tokens.page(alice.id(), "", 10))
                .extracting(PersonalToken::name)
                .containsExactly("forever");
        assertThat(it.count("SELECT COUNT(*) FROM personal_token_scope")).isZero();
    }
}
