package dev.entrepot.jobs;

/// Which jobs are listed; empty text for any.
///
/// @param author key of who asked for them
public record JobFilter(String kind, String namespace, String state, String author) {
    public static final JobFilter ALL = new JobFilter("", "", "", "");

    public JobFilter kind(String name) {
        return new JobFilter(name, namespace, state, author);
    }

    public JobFilter namespace(String name) {
        return new JobFilter(kind, name, state, author);
    }

    public JobFilter state(String id) {
        return new JobFilter(kind, namespace, id, author);
    }

    public JobFilter author(String key) {
        return new JobFilter(kind, namespace, state, key);
    }
}
