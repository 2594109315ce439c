package dev.entrepot.jobs;

import dev.entrepot.authority.Author;
import dev.entrepot.authority.Authority;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A job under way, as its handler sees it. Safe for use by several threads.
public final class JobRun {
    private final Job job;
    private final String position;
    private final Consumer<String> saving;
    private final AtomicReference<Job.Progress> progress;
    private volatile boolean unsaid;
    private volatile boolean cancelled;
    private volatile boolean released;
    private volatile boolean lost;
    private volatile boolean stopSeen;

    /// @param position where an earlier run stopped; empty at the beginning
    /// @param saving makes a position durable; throws when the job is no longer this run's
    JobRun(Job job, String position, Consumer<String> saving) {
        this.job = job;
        this.position = position;
        this.saving = saving;
        this.progress = new AtomicReference<>(job.progress());
    }

    public String id() {
        return job.id();
    }

    /// Empty for work on the whole registry.
    public String namespace() {
        return job.namespace();
    }

    public Map<String, String> parameters() {
        return job.parameters();
    }

    /// Empty when it was not given.
    public String parameter(String name) {
        return job.parameters().getOrDefault(name, "");
    }

    /// Whether a parameter is `true`.
    public boolean flag(String name) {
        return parameter(name).equals("true");
    }

    /// What was saved last, in the handler's own words; empty when nothing was.
    public String position() {
        return position;
    }

    /// Who asked for it.
    public Author author() {
        String key = job.author();
        int colon = key.indexOf(':');
        for (Author.Kind kind : Author.Kind.values()) {
            if (key.equals(kind.id()) || key.startsWith(kind.id() + ":")) {
                String id = kind == Author.Kind.SYSTEM || colon < 0 ? "" : key.substring(colon + 1);
                return new Author(kind, id, job.authorName(), "job:" + job.id(), "", "");
            }
        }
        return Author.system(job.kind());
    }

    /// What changes of the job are made under: whoever asked had the right when they did, which is when it was looked
    /// at.
    public Authority authority() {
        return new Authority(author(), sql -> {});
    }

    /// Notes how far it came. Costs nothing: it is written down about once a second.
    public void progress(long done, long total, String unit, String message) {
        progress.set(new Job.Progress(done, total, unit, message));
        unsaid = true;
    }

    /// Makes the place durable from which another run would go on: one small transaction. Throws
    /// {@link JobStoppedException} when another node has the job by now.
    public void save(String place) {
        saving.accept(place);
    }

    /// Whether to stop: somebody cancelled the job, or this node is stopping and leaves the rest to the next start. A
    /// handler that stops for it returns what it likes.
    public boolean cancelled() {
        boolean stop = cancelled || released || lost;
        stopSeen |= stop;
        return stop;
    }

    /// Throws {@link JobStoppedException} when it is to stop. To be called between steps, more than once a second.
    public void requireNotCancelled() {
        if (cancelled()) {
            throw new JobStoppedException();
        }
    }

    Job job() {
        return job;
    }

    Job.Progress latest() {
        unsaid = false;
        return progress.get();
    }

    boolean hasNews() {
        return unsaid;
    }

    void cancel() {
        cancelled = true;
    }

    void release() {
        released = true;
    }

    /// Another node has it.
    void lose() {
        lost = true;
    }

    /// Whether somebody cancelled it and it heeded that.
    boolean wasCancelled() {
        return cancelled && stopSeen;
    }

    boolean stopped() {
        return stopSeen;
    }

    boolean isLost() {
        return lost;
    }
}
