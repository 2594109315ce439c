package dev.entrepot.scanning;

import dev.entrepot.authority.Authority;
import dev.entrepot.jobs.Job;
import dev.entrepot.jobs.JobFilter;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.RecurringJobs;
import dev.entrepot.jobs.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens by itself: what came is found and read, what another vulnerability database says is matched, what is no
/// more is forgotten.
public final class ScanTurns {
    private static final Logger LOG = LoggerFactory.getLogger(ScanTurns.class);

    /// A few short indexes are looked at; an image is in the queue a second after its push.
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /// Several times per lease.
    private static final Duration RENEW_EVERY = Workers.LEASE.dividedBy(6);

    private static final Duration MATCH_EVERY = Duration.ofSeconds(2);
    /// So long nothing is begun by itself after a job that failed or that somebody cancelled.
    private static final Duration AFTER_A_BAD_END = Duration.ofMinutes(10);

    /// Sources are asked late by this much at most.
    private static final Duration ASK_EVERY = Duration.ofSeconds(30);

    /// Adapters say themselves when they are to be asked again.
    private static final Duration EXTERNAL_EVERY = Duration.ofSeconds(1);

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private ScanTurns() {}

    public static void start(RecurringJobs recurring, Scanning scanning, Jobs jobs) {
        scanning.start();
        recurring.every("scan-arrivals", LOOK_EVERY, scanning::look);
        recurring.every("scan-leases", RENEW_EVERY, scanning::renew);
        recurring.every("scan-rematch", MATCH_EVERY, () -> rematch(scanning, jobs));
        recurring.every("scan-sources", ASK_EVERY, () -> fetch(scanning, jobs));
        recurring.every("scan-sweep", SWEEP_EVERY, scanning::sweep);
        recurring.every("external-scans", EXTERNAL_EVERY, scanning.external()::turn);
        recurring.every("external-scans-sweep", FORGET_EVERY, scanning.external()::sweep);
        recurring.every("events", FORGET_EVERY, scanning.events()::sweep);
    }

    private static void fetch(Scanning scanning, Jobs jobs) {
        if (scanning.imports().due()) {
            submit(jobs, ImportJob.NAME);
        }
    }

    private static void rematch(Scanning scanning, Jobs jobs) {
        if (scanning.rematching().due() && !importing(jobs)) {
            submit(jobs, RematchJob.NAME);
        }
    }

    /// An import matches by itself.
    private static boolean importing(Jobs jobs) {
        return jobs.list(JobFilter.ALL.kind(ImportJob.NAME), "", 1).stream()
                .anyMatch(job -> !job.state().ended());
    }

    /// Unless one waits or runs already, on this node or another, or the last one came to a bad end just now.
    static void submit(Jobs jobs, String kind) {
        Optional<Job> last = jobs.list(JobFilter.ALL.kind(kind), "", 1).stream().findFirst();
        if (last.isPresent() && isEnough(last.get())) {
            return;
        }
        Submission submission = jobs.submit(kind, "", Map.of(), Authority.system(kind));
        if (!(submission instanceof Submission.Accepted)) {
            LOG.warn("event=job_not_begun kind={} because=\"{}\"", kind, submission);
        }
    }

    private static boolean isEnough(Job last) {
        return switch (last.state()) {
            case QUEUED, RUNNING -> true;
            case DONE -> false;
            case FAILED, CANCELLED ->
                last.endedAt().orElse(last.createdAt()).isAfter(Instant.now().minus(AFTER_A_BAD_END));
        };
    }
}
