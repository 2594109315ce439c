package dev.entrepot.scanning;

import dev.entrepot.reading.LayerOutcome;
import dev.entrepot.reading.LayerReaders;
import dev.entrepot.reading.LayerSource;
import dev.entrepot.reading.ListingOutcome;
import java.io.IOException;
import java.util.Optional;

/// Reads layers in the processes of {@link LayerReaders}.
record IsolatedReader(LayerReaders readers) implements LayerReader {
    @Override
    public Optional<String> refusal() throws IOException, InterruptedException {
        return readers.refusal();
    }

    @Override
    public LayerOutcome read(String namespace, LayerSource source) throws IOException, InterruptedException {
        return readers.read(namespace, source);
    }

    @Override
    public ListingOutcome list(String namespace, LayerSource source) throws IOException, InterruptedException {
        return readers.list(namespace, source);
    }
}
