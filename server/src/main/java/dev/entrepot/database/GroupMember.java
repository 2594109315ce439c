package dev.entrepot.database;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One caller's transaction in the writer's queue. Its outcome is known when it ran, and told only when it is durable.
final class GroupMember<T> {
    private final Database.Work<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable Runnable outcome;

    GroupMember(Database.Work<T> work) {
        this.work = work;
    }

    /// Runs the work; the outcome is held back. True if its changes are to be kept, false if they are to be rolled
    /// back.
    ///
    /// @throws SQLException a failure that is not the work's alone, whatever the work made of it
    boolean run(Statements statements) throws SQLException {
        Sql sql = new Sql(statements);
        @Nullable Throwable thrown = null;
        try {
            T result = work.run(sql);
            outcome = () -> answer.complete(result);
        } catch (Throwable e) {
            thrown = e;
        }
        SQLException failure = sql.failure();
        if (failure != null && SqlErrors.meaning(failure) != SqlErrors.Meaning.CONSTRAINT) {
            throw failure;
        }
        if (failure != null && thrown == null) {
            thrown = new IllegalStateException("the work went on after a statement that failed", failure);
        }
        if (thrown == null) {
            return true;
        }
        Throwable refusal = thrown;
        outcome = () -> answer.completeExceptionally(refusal);
        return false;
    }

    /// Tells the outcome of the last run.
    void answer() {
        Runnable held = outcome;
        if (held == null) {
            throw new IllegalStateException("answered before it ran");
        }
        held.run();
    }

    void fail(RuntimeException reason) {
        answer.completeExceptionally(reason);
    }

    /// Waits for the answer.
    T join() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }
}
