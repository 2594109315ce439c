package dev.entrepot.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the members of a group do, each sees and leaves what it would alone.
class GroupsBehaveAsOneByOneTest {
    private static final int ROUNDS = 60;
    private static final int LARGEST_GROUP = 12;

    @TempDir
    Path together;

    @TempDir
    Path alone;

    @Test
    void randomGroupsEndAsTheirMembersOneByOne() {
        try (SqliteFixture grouped = new SqliteFixture(together, new DurableSteps());
                SqliteFixture single = new SqliteFixture(alone, new DurableSteps())) {
            for (long seed = 1; seed <= ROUNDS; seed++) {
                List<Database.Work<String>> works = randomWorks(new Random(seed));

                List<String> groupOutcomes = grouped.writeAsOneGroup(works).stream()
                        .map(GroupsBehaveAsOneByOneTest::outcome)
                        .toList();
                List<String> singleOutcomes = works.stream()
                        .map(single::write)
                        .map(GroupsBehaveAsOneByOneTest::outcome)
                        .toList();

                assertThat(groupOutcomes).as("seed %d", seed).isEqualTo(singleOutcomes);
                assertThat(rows(grouped)).as("seed %d", seed).isEqualTo(rows(single));
            }
        }
    }

    private static List<Database.Work<String>> randomWorks(Random random) {
        List<Database.Work<String>> works = new ArrayList<>();
        int count = 1 + random.nextInt(LARGEST_GROUP);
        for (int i = 0; i < count; i++) {
            long seed = random.nextLong();
            works.add(sql -> act(sql, new Random(seed)));
        }
        return works;
    }

    /// A few statements on a few keys, of which some break a constraint, are wrong, or are followed by a refusal.
    private static String act(Sql sql, Random random) {
        StringBuilder seen = new StringBuilder();
        int statements = 1 + random.nextInt(5);
        for (int i = 0; i < statements; i++) {
            String key = "k" + random.nextInt(6);
            seen.append(
                    switch (random.nextInt(10)) {
                        case 0, 1, 2 -> sql.update(SqliteFixture.INSERT, key, "new");
                        case 3, 4 -> sql.update("DELETE FROM registry_fact WHERE name = ?", key);
                        case 5, 6 -> sql.update("UPDATE registry_fact SET value = value || ? WHERE name = ?", "+", key);
                        case 7 ->
                            sql.first("SELECT value FROM registry_fact WHERE name = ?", row -> row.text(1), key)
                                    .orElse("-");
                        case 8 ->
                            sql.list(
                                    "UPDATE registry_fact SET value = name RETURNING name || value",
                                    row -> row.text(1));
                        default -> {
                            if (random.nextInt(3) == 0) {
                                yield sql.update("INSERT INTO nowhere (name) VALUES (?)", key);
                            }
                            throw new IllegalStateException("refused after " + seen);
                        }
                    });
        }
        return seen.toString();
    }

    private static String outcome(CompletableFuture<String> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static List<String> rows(SqliteFixture sqlite) {
        return sqlite.database()
                .read(sql -> sql.list(
                        "SELECT name, value FROM registry_fact ORDER BY name", row -> row.text(1) + "=" + row.text(2)));
    }
}
