package dev.entrepot.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.OnPostgres;
import dev.entrepot.database.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

final class AccessEpochTest {
    private static final int CHANGES = 100;

    @OnBothDatabases
    void aChangeRaisesTheEpochAndIsKnownAtOnce(Database database) {
        AccessEpoch epoch = new AccessEpoch(database);
        long before = epoch.known();

        long seen = epoch.change(epoch::current);

        assertThat(seen).isEqualTo(before);
        assertThat(epoch.known()).isEqualTo(before + 1);
        assertThat(database.read(epoch::current)).isEqualTo(before + 1);
    }

    @OnBothDatabases
    void whatChangedNothingOrFailedRaisesNothing(Database database) {
        AccessEpoch epoch = new AccessEpoch(database);
        long before = epoch.known();

        epoch.changeWhen(changed -> changed, sql -> false);
        assertThatThrownBy(() -> epoch.change(sql -> {
                    throw new IllegalStateException("refused");
                }))
                .hasMessage("refused");

        assertThat(epoch.known()).isEqualTo(before);
        assertThat(database.read(epoch::current)).isEqualTo(before);
    }

    @OnBothDatabases
    void manyChangesAtOnceAllSucceed(Database database) {
        AccessEpoch epoch = new AccessEpoch(database);
        long before = epoch.known();

        awaitAll(start(List.of(epoch)));

        assertThat(epoch.known()).isEqualTo(before + CHANGES);
        assertThat(database.read(epoch::current)).isEqualTo(before + CHANGES);
    }

    @OnPostgres
    void changesOfTwoNodesAtOnceAllSucceed(TestDatabase first) {
        try (TestDatabase second = first.again()) {
            AccessEpoch one = new AccessEpoch(first.database());
            AccessEpoch other = new AccessEpoch(second.database());
            long before = one.known();

            awaitAll(start(List.of(one, other)));

            one.follow();
            other.follow();
            assertThat(one.known()).isEqualTo(before + CHANGES);
            assertThat(other.known()).isEqualTo(before + CHANGES);
        }
    }

    private static List<CompletableFuture<Long>> start(List<AccessEpoch> nodes) {
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int n = 0; n < CHANGES; n++) {
            AccessEpoch node = nodes.get(n % nodes.size());
            CompletableFuture<Long> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(node.change(node::current));
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        return answers;
    }

    private static void awaitAll(List<CompletableFuture<Long>> answers) {
        answers.forEach(answer -> answer.orTimeout(60, TimeUnit.SECONDS).join());
    }
}
