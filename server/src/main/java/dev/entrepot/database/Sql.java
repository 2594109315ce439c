package dev.entrepot.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction. Parameters are `String`, `Long`, `Integer`, `byte[]` or null.
///
/// After a statement that failed the transaction is dead, on both engines: the work can only throw.
public final class Sql {
    /// Rows that come with one round trip of {@link #each}; the driver of SQLite has none.
    private static final int FETCHED_AT_ONCE = 1_000;

    private final Statements statements;
    private @Nullable FailedStatement failure;

    Sql(Statements statements) {
        this.statements = statements;
    }

    /// All rows, in the order of the statement. The statement itself bounds their number.
    public <T> List<T> list(String statement, Function<Row, T> mapper, @Nullable Object... parameters) {
        return run(statement, prepared -> {
            bind(prepared, parameters);
            try (ResultSet results = prepared.executeQuery()) {
                Row row = new Row(results, this);
                List<T> all = new ArrayList<>();
                while (results.next()) {
                    all.add(mapper.apply(row));
                }
                return all;
            }
        });
    }

    /// Hands over each row as it comes, however many there are, and returns how many there were. What the consumer
    /// throws ends it.
    public long each(String statement, Consumer<Row> consumer, @Nullable Object... parameters) {
        return run(statement, prepared -> {
            bind(prepared, parameters);
            prepared.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet results = prepared.executeQuery()) {
                Row row = new Row(results, this);
                long count = 0;
                while (results.next()) {
                    consumer.accept(row);
                    count++;
                }
                return count;
            }
        });
    }

    /// All tables, as this transaction sees them, each behind those that its foreign keys point to.
    public List<Catalog.Table> tables() {
        return run("SELECT 1", prepared -> Catalog.read(prepared.getConnection().getMetaData()));
    }

    /// The first row, or empty when there is none.
    public <T> Optional<T> first(String statement, Function<Row, T> mapper, @Nullable Object... parameters) {
        return run(statement, prepared -> {
            bind(prepared, parameters);
            try (ResultSet results = prepared.executeQuery()) {
                return results.next() ? Optional.of(mapper.apply(new Row(results, this))) : Optional.empty();
            }
        });
    }

    /// Runs a statement that changes rows and returns how many it changed.
    public int update(String statement, @Nullable Object... parameters) {
        return run(statement, prepared -> {
            bind(prepared, parameters);
            return prepared.executeUpdate();
        });
    }

    /// Runs a statement once per element of `rows`, in one round trip on PostgreSQL, and returns how many rows all
    /// of them changed.
    public int updateAll(String statement, List<? extends @Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        return run(statement, prepared -> {
            for (@Nullable Object[] row : rows) {
                bind(prepared, row);
                prepared.addBatch();
            }
            int changed = 0;
            for (int count : prepared.executeBatch()) {
                changed += count;
            }
            return changed;
        });
    }

    /// What killed this transaction, if anything did: also when the work swallowed it.
    @Nullable
    SQLException failure() {
        return failure;
    }

    /// Notes that a statement failed and says it in the words of this package.
    RuntimeException failed(String statement, SQLException error) {
        FailedStatement failed = new FailedStatement(statement, error);
        if (failure == null) {
            failure = failed;
        }
        return failed.translated();
    }

    private interface Use<T> {
        T of(PreparedStatement prepared) throws SQLException;
    }

    private <T> T run(String statement, Use<T> use) {
        if (failure != null) {
            throw new IllegalStateException("the transaction died of an earlier statement: " + statement, failure);
        }
        try {
            PreparedStatement prepared = statements.take(statement);
            boolean reusable = false;
            try {
                T result = use.of(prepared);
                reusable = true;
                return result;
            } finally {
                if (reusable) {
                    statements.giveBack(statement, prepared);
                } else {
                    prepared.close();
                }
            }
        } catch (SQLException e) {
            throw failed(statement, e);
        }
    }

    private static void bind(PreparedStatement prepared, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            switch (value) {
                case null -> prepared.setObject(i + 1, null);
                case String text -> prepared.setString(i + 1, text);
                case Long number -> prepared.setLong(i + 1, number);
                case Integer number -> prepared.setLong(i + 1, number);
                case byte[] bytes -> prepared.setBytes(i + 1, bytes);
                default -> throw new IllegalStateException("not a parameter type: " + value.getClass());
            }
        }
    }
}
