package dev.entrepot.scanning;

import dev.entrepot.reading.LayerOutcome;
import dev.entrepot.reading.LayerSource;
import dev.entrepot.reading.ListingOutcome;
import java.io.IOException;
import java.util.Optional;

/// Reads single layers, in another process.
interface LayerReader {
    /// Why none can be read here; empty when they can.
    Optional<String> refusal() throws IOException, InterruptedException;

    /// As {@link dev.entrepot.reading.LayerReaders#read}: waits while all workers are busy.
    LayerOutcome read(String namespace, LayerSource source) throws IOException, InterruptedException;

    /// As {@link dev.entrepot.reading.LayerReaders#list}.
    ListingOutcome list(String namespace, LayerSource source) throws IOException, InterruptedException;
}
