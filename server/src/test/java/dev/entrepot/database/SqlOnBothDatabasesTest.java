package dev.entrepot.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.ConstraintViolation.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// One SQL text means the same on both engines.
class SqlOnBothDatabasesTest {
    private static final String INSERT_NAMESPACE = "INSERT INTO namespace (name, created_at) VALUES (?, ?)";
    private static final String NAMES = "SELECT name FROM namespace ORDER BY name";
    private static final String COUNT = "SELECT COUNT(*) FROM namespace";

    @OnBothDatabases
    void whatWasWrittenIsReadAgainAfterAnotherOpening(TestDatabase test) {
        test.database().write(sql -> sql.update(INSERT_NAMESPACE, "a", 1L));
        test.close();

        try (TestDatabase again = test.again()) {
            assertThat(names(again.database())).containsExactly("a");
        }
    }

    @OnBothDatabases
    void textSortsAndComparesByItsBytes(Database database) {
        List<String> byBytes =
                List.of("B", "a", "a-", "a.", "a0", "aB", "a_", "aa", "b", "\u00e4", "\uffee", "\ud83d\ude00");

        database.write(sql -> sql.updateAll(
                INSERT_NAMESPACE,
                byBytes.reversed().stream().map(name -> new Object[] {name, 1L}).toList()));

        assertThat(names(database)).containsExactlyElementsOf(byBytes);
        assertThat(database.<List<String>>read(sql ->
                        sql.list("SELECT name FROM namespace WHERE name > ? ORDER BY name", row -> row.text(1), "aB")))
                .containsExactly("a_", "aa", "b", "\u00e4", "\uffee", "\ud83d\ude00");
    }

    @OnBothDatabases
    void bytesComeBackAsTheyWere(Database database) {
        byte[] bytes = new byte[512];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }

        database.write(
                sql -> sql.update("INSERT INTO manifest_content (digest, bytes) VALUES (?, ?)", "sha256:1", bytes));

        assertThat(database.<Optional<byte[]>>read(sql -> sql.first(
                        "SELECT bytes FROM manifest_content WHERE digest = ?", row -> row.bytes(1), "sha256:1")))
                .hasValueSatisfying(found -> assertThat(found).isEqualTo(bytes));
    }

    @OnBothDatabases
    void nullIsAbsentAndTextMayBeEmpty(Database database) {
        database.write(sql -> sql.update("INSERT INTO registry_fact (name, value) VALUES (?, ?)", "empty", ""));
        database.write(sql -> sql.update(
                "INSERT INTO account (id, name, system_role, password_hash, credential_version, disabled_at, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                "1",
                "admin",
                "admin",
                "x",
                0,
                null,
                1L));

        assertThat(database.<Optional<String>>read(sql ->
                        sql.first("SELECT value FROM registry_fact WHERE name = ?", row -> row.text(1), "empty")))
                .hasValue("");
        assertThat(database.<Optional<Optional<String>>>read(
                        sql -> sql.first("SELECT disabled_at FROM account", row -> row.optionalText(1))))
                .hasValue(Optional.empty());
    }

    @OnBothDatabases
    void returningGivesTheChangedRows(Database database) {
        database.write(sql -> sql.update(INSERT_NAMESPACE, "a", 1L));
        database.write(sql -> sql.update(INSERT_NAMESPACE, "b", 2L));

        List<String> changed = database.write(sql -> sql.list(
                "UPDATE namespace SET created_at = created_at + ? RETURNING name, created_at",
                row -> row.text(1) + row.number(2),
                10));

        assertThat(changed).containsExactlyInAnyOrder("a11", "b12");
    }

    @OnBothDatabases
    void firstOfReturningStillChangesAllRows(Database database) {
        database.write(sql -> sql.update(INSERT_NAMESPACE, "a", 1L));
        database.write(sql -> sql.update(INSERT_NAMESPACE, "b", 1L));

        database.write(sql -> sql.first("UPDATE namespace SET created_at = 5 RETURNING name", row -> row.text(1)));

        assertThat(database.<List<Long>>read(sql -> sql.list("SELECT created_at FROM namespace", row -> row.number(1))))
                .containsExactly(5L, 5L);
    }

    @OnBothDatabases
    void onConflictUpdatesAndCountsTheRow(Database database) {
        String upsert = INSERT_NAMESPACE
                + " ON CONFLICT (name) DO UPDATE SET created_at = excluded.created_at"
                + " WHERE namespace.created_at < excluded.created_at";

        assertThat(database.<Integer>write(sql -> sql.update(upsert, "a", 1L))).isEqualTo(1);
        assertThat(database.<Integer>write(sql -> sql.update(upsert, "a", 2L))).isEqualTo(1);
        assertThat(database.<Integer>write(sql -> sql.update(upsert, "a", 0L))).isZero();

        assertThat(database.<Optional<Long>>read(
                        sql -> sql.first("SELECT created_at FROM namespace", row -> row.number(1))))
                .hasValue(2L);
    }

    @OnBothDatabases
    void aStatementThatChangesNothingCountsNothingAfterOneThatDid(Database database) {
        int changed = database.write(sql -> {
            sql.update(INSERT_NAMESPACE, "a", 1L);
            return sql.update("UPDATE namespace SET created_at = 2 WHERE name = ?", "b");
        });

        assertThat(changed).isZero();
    }

    @OnBothDatabases
    void manyRowsInOneCallAreCounted(Database database) {
        List<Object[]> rows = LongStream.range(0, 500)
                .mapToObj(i -> new Object[] {"n" + i, i})
                .toList();

        int inserted = database.write(sql -> sql.updateAll(INSERT_NAMESPACE, rows));
        int none = database.write(sql -> sql.updateAll(INSERT_NAMESPACE, List.of()));

        assertThat(inserted).isEqualTo(500);
        assertThat(none).isZero();
        assertThat(count(database)).isEqualTo(500);
    }

    @OnBothDatabases
    void brokenConstraintsAreToldApart(Database database) {
        database.write(sql -> sql.update(INSERT_NAMESPACE, "a", 1L));

        assertThat(violation(database, INSERT_NAMESPACE, "a", 1L)).isEqualTo(Kind.UNIQUE);
        assertThat(violation(
                        database,
                        "INSERT INTO repository (id, namespace, name, created_at) VALUES (?, ?, ?, ?)",
                        1L,
                        "nowhere",
                        "nowhere/x",
                        1L))
                .isEqualTo(Kind.FOREIGN_KEY);
        assertThat(violation(database, "INSERT INTO namespace (name, created_at) VALUES (?, NULL)", "b"))
                .isEqualTo(Kind.OTHER);
        assertThat(violation(
                        database,
                        "INSERT INTO blob (storage_key, digest, size, state, created_at) VALUES (?, ?, ?, ?, ?)",
                        "k",
                        "d",
                        1L,
                        "lost",
                        1L))
                .isEqualTo(Kind.OTHER);
        assertThat(names(database)).containsExactly("a");
    }

    @OnBothDatabases
    void deletingWhatIsReferencedIsAForeignKeyViolation(Database database) {
        database.write(sql -> {
            sql.update(INSERT_NAMESPACE, "a", 1L);
            return sql.update(
                    "INSERT INTO repository (id, namespace, name, created_at) VALUES (?, ?, ?, ?)", 1L, "a", "a/b", 1L);
        });

        assertThat(violation(database, "DELETE FROM namespace WHERE name = ?", "a"))
                .isEqualTo(Kind.FOREIGN_KEY);
    }

    @OnBothDatabases
    void brokenConstraintInABatchIsTold(Database database) {
        List<Object[]> rows = List.of(new Object[] {"a", 1L}, new Object[] {"a", 1L});

        assertThatThrownBy(() -> database.write(sql -> sql.updateAll(INSERT_NAMESPACE, rows)))
                .isInstanceOfSatisfying(
                        ConstraintViolation.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNIQUE));
        assertThat(count(database)).isZero();
    }

    @OnBothDatabases
    void whatTheWorkThrowsIsPassedOnAndRollsBack(Database database) {
        IllegalStateException thrown = new IllegalStateException("mine");

        assertThatThrownBy(() -> database.write(sql -> {
                    sql.update(INSERT_NAMESPACE, "a", 1L);
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(count(database)).isZero();
    }

    @OnBothDatabases
    void workThatSwallowsABrokenConstraintCannotGoOn(Database database) {
        assertThatThrownBy(() -> database.write(sql -> {
                    sql.update(INSERT_NAMESPACE, "a", 1L);
                    try {
                        sql.update(INSERT_NAMESPACE, "a", 1L);
                    } catch (ConstraintViolation expected) {
                        return 0;
                    }
                    return 1;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("went on");

        assertThat(count(database)).isZero();
    }

    @OnBothDatabases
    void readsCannotWrite(Database database) {
        assertThatThrownBy(() -> database.read(sql -> sql.update(INSERT_NAMESPACE, "a", 1L)))
                .isInstanceOf(DatabaseException.class);

        assertThat(count(database)).isZero();
    }

    @OnBothDatabases
    void aReadSeesOneStateThoughOthersWrite(Database database) {
        List<Long> counts = database.read(sql -> {
            long before = sql.first(COUNT, row -> row.number(1)).orElseThrow();
            database.write(other -> other.update(INSERT_NAMESPACE, "a", 1L));
            long after = sql.first(COUNT, row -> row.number(1)).orElseThrow();
            return List.of(before, after);
        });

        assertThat(counts).containsExactly(0L, 0L);
        assertThat(count(database)).isEqualTo(1);
    }

    @OnBothDatabases
    void aWrongStatementIsADatabaseExceptionAndNothingIsInDoubt(TestDatabase test) {
        assertThatThrownBy(() -> test.database().write(sql -> sql.update("INSERT INTO nowhere VALUES (1)")))
                .isExactlyInstanceOf(DatabaseException.class)
                .hasMessageContaining("INSERT INTO nowhere");

        test.database().write(sql -> sql.update(INSERT_NAMESPACE, "a", 1L));
        assertThat(test.health().writesRefusedBecause()).isEmpty();
    }

    @OnBothDatabases
    void aNodeThatRefusesWritesStillReads(TestDatabase test) {
        test.database().write(sql -> sql.update(INSERT_NAMESPACE, "a", 1L));
        test.health().refuseWrites("an fsync failed");

        assertThatThrownBy(() -> test.database().write(sql -> sql.update(INSERT_NAMESPACE, "b", 1L)))
                .hasMessageContaining("an fsync failed");
        assertThat(names(test.database())).containsExactly("a");
    }

    private static List<String> names(Database database) {
        return database.read(sql -> sql.list(NAMES, row -> row.text(1)));
    }

    private static long count(Database database) {
        return database.read(sql -> sql.first(COUNT, row -> row.number(1)).orElseThrow());
    }

    private static Kind violation(Database database, String statement, Object... parameters) {
        try {
            database.write(sql -> sql.update(statement, parameters));
            throw new AssertionError("no constraint was broken by " + statement);
        } catch (ConstraintViolation e) {
            return e.kind();
        }
    }
}
