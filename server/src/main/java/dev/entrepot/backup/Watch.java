package dev.entrepot.backup;

/// Whoever looks on while something long is done.
@FunctionalInterface
public interface Watch {
    /// Looks at nothing.
    Watch NONE = (done, total, unit, message) -> {};

    /// How far it came. Called many times a second; what it throws ends the work, which leaves nothing half
    /// done.
    ///
    /// @param total 0 when it is not known
    void at(long done, long total, String unit, String message);
}
