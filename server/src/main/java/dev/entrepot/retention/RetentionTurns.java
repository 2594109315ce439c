package dev.entrepot.retention;

import dev.entrepot.authority.Authority;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.RecurringJobs;
import dev.entrepot.jobs.Submission;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens by itself: pulls are written, what expired goes, and policies run when their time has come.
public final class RetentionTurns {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionTurns.class);

    /// Two short indexes are looked at; what expires is gone within the minute.
    private static final Duration EXPIRE_EVERY = Duration.ofSeconds(15);

    /// Policies are late by this much at most, or by a tenth of their time where that is less.
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private static final int PARTS = 10;

    private RetentionTurns() {}

    public static void start(RecurringJobs recurring, RetentionConfig config, Retention retention, Jobs jobs) {
        Duration part = config.every().dividedBy(PARTS);
        recurring.every("pulls", Pulls.FLUSH_EVERY, retention.pulls()::flush);
        recurring.every("expiry", EXPIRE_EVERY, retention::expire);
        recurring.every(
                "retention",
                part.compareTo(LOOK_EVERY) < 0 ? part : LOOK_EVERY,
                () -> retention.due(namespace -> submit(jobs, namespace)));
    }

    private static void submit(Jobs jobs, String namespace) {
        Submission submission =
                jobs.submit(RetentionJob.NAME, namespace, Map.of(), Authority.system(RetentionJob.NAME));
        if (!(submission instanceof Submission.Accepted)) {
            LOG.warn("event=retention_not_begun namespace={} because=\"{}\"", namespace, submission);
        }
    }
}
