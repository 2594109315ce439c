package dev.entrepot.reading;

/// A worker did not answer as it must: it died, took too long, or said what the protocol does not know. What it
/// read is not known.
final class WorkerFault extends Exception {
    private static final long serialVersionUID = 1;

    /// @param why for people
    WorkerFault(String why) {
        super(why);
    }
}
