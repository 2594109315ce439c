package dev.entrepot.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;

/// Jobs over a real database, one or two nodes in this process.
@DisplayName("Jobs")
final class JobsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Author ALICE = new Author(Author.Kind.USER, "7", "alice", "password", "127.0.0.1", "r1");
    private static final Authority BY_ALICE = new Authority(ALICE, sql -> {});

    private Instant now = Instant.parse("2026-11-23T22:00:00Z");

    private Jobs node(TestDatabase test, JobKind... kinds) {
        return node(test, PATIENCE, kinds);
    }

    private Jobs node(TestDatabase test, Duration patience, JobKind... kinds) {
        InstantSource clock = () -> now;
        Jobs jobs = new Jobs(test.database(), new AuditLog(clock), clock, patience);
        for (JobKind kind : kinds) {
            jobs.register(kind);
        }
        jobs.start();
        return jobs;
    }

    private static Job submit(Jobs jobs, String kind) {
        return submit(jobs, kind, Map.of());
    }

    private static Job submit(Jobs jobs, String kind, Map<String, String> parameters) {
        return ((Submission.Accepted) jobs.submit(kind, "", parameters, BY_ALICE)).job();
    }

    private static Job ended(Jobs jobs, Job job) {
        Job now = jobs.await(job.id(), PATIENCE).orElseThrow();
        assertThat(now.state().ended()).as(now.toString()).isTrue();
        return now;
    }

    private static JobKind kind(String name, JobKind.Handler handler) {
        return JobKind.ofRegistry(name, "do it", handler);
    }

    @OnBothDatabases
    void jobRunsAndLeavesItsResult(TestDatabase test) {
        JobKind kind = kind("count", run -> {
                    run.progress(3, 4, "blobs", "counting");
                    return JobResult.empty()
                            .with("for", run.parameter("for"))
                            .with("by", run.author().key())
                            .with("found", List.of(Map.of("n", 1L)))
                            .sound(!run.flag("deep"));
                })
                .taking("for", "deep");
        try (Jobs jobs = node(test, kind)) {
            Job job = submit(jobs, "count", Map.of("for", "me\n\"", "deep", "true"));

            Job done = ended(jobs, job);

            assertThat(done.state()).isEqualTo(Job.State.DONE);
            assertThat(done.result())
                    .isEqualTo("{\"for\":\"me\\n\\\"\",\"by\":\"user:7\",\"found\":[{\"n\":1}],\"sound\":false}");
            assertThat(done.progress()).isEqualTo(new Job.Progress(3, 4, "blobs", "counting"));
            assertThat(done.parameters()).containsEntry("for", "me\n\"");
            assertThat(done.authorName()).isEqualTo("alice");
            assertThat(jobs.list(JobFilter.ALL.kind("count").author("user:7"), "", 10))
                    .containsExactly(done);
            assertThat(jobs.list(JobFilter.ALL.state("running"), "", 10)).isEmpty();
            assertThat(audited(test)).containsExactly("job.submit count");
        }
    }

    private static List<String> audited(TestDatabase test) {
        return test.database()
                .read(sql -> sql.list(
                        "SELECT action, resource FROM audit_entry ORDER BY id",
                        row -> row.text(1) + " " + row.text(2)));
    }

    @OnBothDatabases
    void whatIsAskedForWronglyIsTold(TestDatabase test) {
        JobKind checked = kind("count", run -> JobResult.empty())
                .taking("for")
                .checked(parameters -> parameters.isEmpty() ? "parameters.for is missing" : "");
        JobKind recount = JobKind.ofNamespace("recount", "count", run -> JobResult.empty());
        try (Jobs jobs = node(test, checked, recount)) {
            assertThat(jobs.submit("walk", "", Map.of(), BY_ALICE))
                    .isEqualTo(
                            new Submission.Malformed("there is no kind of job walk: expected one of count, recount"));
            assertThat(jobs.submit("count", "", Map.of("from", "x"), BY_ALICE))
                    .isEqualTo(new Submission.Malformed("parameters: count takes only for"));
            assertThat(jobs.submit("count", "", Map.of(), BY_ALICE))
                    .isEqualTo(new Submission.Malformed("parameters.for is missing"));
            assertThat(jobs.submit("recount", "", Map.of(), BY_ALICE))
                    .isEqualTo(new Submission.Malformed("namespace is missing: recount works on one"));
            assertThat(jobs.submit("count", "web", Map.of(), BY_ALICE))
                    .isEqualTo(new Submission.Malformed("namespace: count works on the whole registry"));
            assertThat(jobs.list(JobFilter.ALL, "", 10)).isEmpty();
        }
    }

    @OnBothDatabases
    void oneOfAKindRunsAtATimeAndOthersWaitTheirTurn(TestDatabase test) {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        JobKind kind = kind("walk", run -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            go.await();
            under.decrementAndGet();
            return JobResult.empty();
        });
        try (Jobs jobs = node(test, kind, kind("other", run -> JobResult.empty()))) {
            Job first = submit(jobs, "walk");
            Job second = submit(jobs, "walk");
            assertThat(first.state()).isEqualTo(Job.State.RUNNING);
            assertThat(second.state()).isEqualTo(Job.State.QUEUED);
            for (int i = 1; i < Jobs.MAX_WAITING; i++) {
                submit(jobs, "walk");
            }
            assertThat(jobs.submit("walk", "", Map.of(), BY_ALICE)).isEqualTo(new Submission.TooMany(Jobs.MAX_WAITING));
            ended(jobs, submit(jobs, "other"));

            go.countDown();

            jobs.list(JobFilter.ALL, "", 100).forEach(job -> ended(jobs, job));
            assertThat(most).hasValue(1);
        }
    }

    @OnBothDatabases
    void cancelledJobsStop(TestDatabase test) {
        CountDownLatch begun = new CountDownLatch(1);
        JobKind kind = kind("walk", run -> {
            begun.countDown();
            while (true) {
                run.requireNotCancelled();
                Thread.onSpinWait();
            }
        });
        try (Jobs jobs = node(test, kind)) {
            Job running = submit(jobs, "walk");
            Job waiting = submit(jobs, "walk");
            await(begun);

            assertThat(jobs.cancel(waiting.id(), BY_ALICE))
                    .isInstanceOfSatisfying(
                            Cancellation.Asked.class,
                            asked -> assertThat(asked.job().state()).isEqualTo(Job.State.CANCELLED));
            assertThat(jobs.cancel(running.id(), BY_ALICE)).isInstanceOf(Cancellation.Asked.class);

            Job stopped = ended(jobs, running);
            assertThat(stopped.state()).isEqualTo(Job.State.CANCELLED);
            assertThat(stopped.cancelledBy()).isEqualTo("alice");
            assertThat(jobs.cancel(running.id(), BY_ALICE)).isEqualTo(new Cancellation.Ended(stopped));
            assertThat(jobs.cancel("none", BY_ALICE)).isEqualTo(new Cancellation.Unknown());
            assertThat(audited(test))
                    .containsExactlyInAnyOrder(
                            "job.submit walk", "job.submit walk", "job.cancel walk", "job.cancel walk");
        }
    }

    @OnBothDatabases
    void closingLeavesTheRestToTheNextStart(TestDatabase test) {
        List<String> positions = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean may = new AtomicBoolean();
        JobKind kind = kind("walk", run -> {
            positions.add(run.position());
            run.save("half");
            begun.countDown();
            while (!may.get()) {
                run.requireNotCancelled();
                Thread.onSpinWait();
            }
            return JobResult.empty();
        });
        Job job;
        try (Jobs jobs = node(test, kind)) {
            job = submit(jobs, "walk");
            await(begun);
        }
        may.set(true);

        try (Jobs jobs = node(test, kind)) {
            assertThat(ended(jobs, job).state()).isEqualTo(Job.State.DONE);
        }
        assertThat(positions).containsExactly("", "half");
    }

    @OnBothDatabases
    void whatANodeLeftIsTakenOverAndItsLateRunStops(TestDatabase test) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        JobKind stuck = kind("walk", run -> {
            run.save("half");
            begun.countDown();
            late.await();
            try {
                run.save("more");
            } finally {
                stopped.countDown();
            }
            return JobResult.empty();
        });
        Jobs dead = node(test, Duration.ofMillis(1), stuck);
        Job job = submit(dead, "walk");
        await(begun);
        silence(test);

        try (Jobs jobs = node(test, kind("walk", run -> JobResult.empty().with("from", run.position())))) {
            jobs.tend();
            Job done = ended(jobs, job);
            late.countDown();
            await(stopped);

            assertThat(done.result()).isEqualTo("{\"from\":\"half\"}");
            assertThat(jobs.find(job.id())).hasValue(done);
        }
        dead.close();
    }

    /// As if the node had died a minute ago.
    private static void silence(TestDatabase test) {
        test.database().write(sql -> sql.update("UPDATE job SET seen_at = 1 WHERE state = 'running'"));
    }

    @OnBothDatabases
    void jobThatDoesNotGetOnIsGivenUp(TestDatabase test) {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        JobKind stuck = kind("walk", run -> {
            runs.incrementAndGet();
            never.await();
            return JobResult.empty();
        });
        List<Jobs> nodes = new ArrayList<>(List.of(node(test, Duration.ofMillis(1), stuck)));
        Job job = submit(nodes.getFirst(), "walk");
        for (int i = 0; i < JobRunner.MAX_ATTEMPTS; i++) {
            silence(test);
            nodes.add(node(test, Duration.ofMillis(1), stuck));
            nodes.getLast().tend();
        }

        Job given = ended(nodes.getLast(), job);
        assertThat(given.state()).isEqualTo(Job.State.FAILED);
        assertThat(given.progress().message()).startsWith("it was started 5 times and its node stopped each time");
        never.countDown();
        nodes.forEach(Jobs::close);
    }

    @OnBothDatabases
    void failuresAreToldInWordsAndLeakNothing(TestDatabase test) {
        JobKind told = kind("told", run -> {
            throw new JobFailedException("the folder is empty; name another");
        });
        JobKind bug = kind("bug", run -> {
            throw new IllegalStateException("password=hunter2");
        });
        try (Jobs jobs = node(test, told, bug)) {
            Job first = ended(jobs, submit(jobs, "told"));
            Job second = ended(jobs, submit(jobs, "bug"));

            assertThat(first.state()).isEqualTo(Job.State.FAILED);
            assertThat(first.progress().message()).isEqualTo("the folder is empty; name another");
            assertThat(second.progress().message())
                    .isEqualTo("an error inside the server; its log has more under job=" + second.id());
        }
    }

    @OnBothDatabases
    void progressIsWrittenByTheWorkOfEverySecondAndOldJobsAreForgotten(TestDatabase test) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        JobKind kind = kind("walk", run -> {
            run.progress(1, 2, "bytes", "walking");
            begun.countDown();
            go.await();
            return JobResult.empty();
        });
        try (Jobs jobs = node(test, kind)) {
            Job job = submit(jobs, "walk");
            await(begun);
            jobs.tend();
            assertThat(jobs.find(job.id()).orElseThrow().progress())
                    .isEqualTo(new Job.Progress(1, 2, "bytes", "walking"));
            assertThat(jobs.await(job.id(), Duration.ofMillis(1)).orElseThrow().state())
                    .isEqualTo(Job.State.RUNNING);
            go.countDown();
            ended(jobs, job);
        }
        test.database().write(sql -> sql.update("UPDATE job SET ended_at = ended_at / 2"));
        try (Jobs jobs = node(test, kind)) {
            jobs.tend();
            assertThat(jobs.list(JobFilter.ALL, "", 10)).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
