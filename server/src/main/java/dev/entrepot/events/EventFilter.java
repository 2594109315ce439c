package dev.entrepot.events;

/// Which events are wanted. Empty texts mean any.
///
/// @param kind a whole kind, or the beginning of one up to a dot: `vulnerability.`
/// @param repository the whole name
public record EventFilter(String kind, String namespace, String repository, String digest) {
    public static final EventFilter ALL = new EventFilter("", "", "", "");
}
