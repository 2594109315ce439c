package dev.entrepot.jobs;

/// What became of asking for a job.
public sealed interface Submission {
    /// It runs, or waits for its turn.
    record Accepted(Job job) implements Submission {}

    /// It is not to be had; the text says why, and what to ask instead.
    record Malformed(String why) implements Submission {}

    /// Too many of this kind wait already.
    record TooMany(int waiting) implements Submission {}
}
