package dev.entrepot.cli;

import dev.entrepot.backup.RestoreOrder;
import dev.entrepot.backup.RestoreReport;
import dev.entrepot.backup.Watch;

/// Starts a server. The composition of the parts lies above this package and is handed in.
@FunctionalInterface
public interface ServerStart {
    /// A server that is ready; throws when it cannot be made so, having let go of all it took.
    RunningServer start(ServeOptions options);

    /// A registry that does not listen, for work on it while its server is stopped. Throws
    /// {@link WrongUsageException} when a server holds it, or there is none.
    default StoppedRegistry open(ServeOptions options) {
        throw new IllegalStateException("no registry can be opened here: " + options);
    }

    /// Lays a backup down as a registry. Throws what {@link dev.entrepot.backup.Restores#run} does, and
    /// {@link WrongUsageException} when a server holds the folder.
    default RestoreReport restore(ServeOptions options, RestoreOrder order, Watch watch) {
        throw new IllegalStateException("nothing can be restored here: " + options + order + watch);
    }
}
