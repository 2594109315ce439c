package dev.entrepot.imports;

import dev.entrepot.jobs.JobResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// What was taken over so far, and what was not. Safe for several threads.
final class Tally {
    /// Problems that the report names; beyond, they are counted.
    private static final int MOST_NAMED = 1_000;

    private static final int MOST_CHARACTERS = 1_000;

    final AtomicLong repositories = new AtomicLong();
    final AtomicLong tags = new AtomicLong();
    final AtomicLong manifests = new AtomicLong();
    final AtomicLong manifestsKnown = new AtomicLong();
    final AtomicLong blobsCopied = new AtomicLong();
    final AtomicLong blobsLinked = new AtomicLong();
    final AtomicLong blobsKnown = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong verified = new AtomicLong();
    private final List<Problem> problems = new ArrayList<>();
    private long problemCount;

    /// What earlier runs of the same job moved; the rest is counted again by walking over it.
    void goOnFrom(String position) {
        String[] numbers = position.split(",", -1);
        if (numbers.length == 3) {
            blobsCopied.set(Long.parseLong(numbers[0]));
            blobsLinked.set(Long.parseLong(numbers[1]));
            bytes.set(Long.parseLong(numbers[2]));
        }
    }

    String position() {
        return blobsCopied + "," + blobsLinked + "," + bytes;
    }

    synchronized void problem(Problem problem) {
        problemCount++;
        if (problems.size() < MOST_NAMED) {
            problems.add(problem);
        }
    }

    synchronized JobResult report(boolean dryRun) {
        return JobResult.empty()
                .with("dryRun", dryRun)
                .with("repositories", repositories.get())
                .with("tags", tags.get())
                .with("manifests", manifests.get())
                .with("manifestsKnown", manifestsKnown.get())
                .with("blobsCopied", blobsCopied.get())
                .with("blobsLinked", blobsLinked.get())
                .with("blobsKnown", blobsKnown.get())
                .with("bytes", bytes.get())
                .with("verified", verified.get())
                .with("problemCount", problemCount)
                .with("problems", problems.stream().map(Tally::json).toList())
                .sound(problemCount == 0);
    }

    private static Map<String, Object> json(Problem problem) {
        return Map.of(
                "repository", shortened(problem.repository()),
                "what", shortened(problem.what()),
                "why", shortened(problem.why()));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
