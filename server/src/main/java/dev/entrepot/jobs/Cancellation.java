package dev.entrepot.jobs;

/// What became of cancelling a job.
public sealed interface Cancellation {
    /// It stops at its next step, or had not begun.
    record Asked(Job job) implements Cancellation {}

    /// It had ended.
    record Ended(Job job) implements Cancellation {}

    /// There is no such job.
    record Unknown() implements Cancellation {}
}
