package dev.entrepot.jobs;

/// The job is to stop where it is: somebody cancelled it, this node is stopping, or another one took the job over.
/// Handlers let it pass.
public final class JobStoppedException extends RuntimeException {
    JobStoppedException() {
        super("the job is to stop", null, false, false);
    }
}
