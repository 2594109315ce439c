package dev.entrepot.jobs;

/// A job cannot go on. The message is shown to whoever may see the job: what, why, and what to do.
public final class JobFailedException extends RuntimeException {
    public JobFailedException(String message) {
        super(message);
    }

    public JobFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
