package dev.entrepot.reading;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Reads layers in processes of their own.
public final class LayerReaders implements AutoCloseable {
    /// @param folder where folders of workers are made, such as `DATA/tmp`; created when it is not there
    public LayerReaders(ReadingConfig config, Path folder) {}

    /// Why no layer can be read here; empty when they can.
    public Optional<String> refusal() {
        return Optional.empty();
    }

    /// Reads one layer; waits while all workers are busy.
    ///
    /// @param namespace whose layer it is: a worker never serves two of them
    /// @throws IOException when the source fails
    public LayerOutcome read(String namespace, LayerSource source) throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
