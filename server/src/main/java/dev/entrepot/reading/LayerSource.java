package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;

/// Gives the bytes of one layer as they are stored, compressed or not.
public interface LayerSource {
    /// In bytes, as stored.
    long size();

    /// Opens the bytes; called once. The reader closes them, at the latest when its time is over, from another
    /// thread.
    InputStream open() throws IOException;
}
