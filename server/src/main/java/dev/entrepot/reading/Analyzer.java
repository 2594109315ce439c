package dev.entrepot.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Knows one kind of file. Runs in a worker on hostile bytes: nothing is opened, nothing is fetched, all memory
/// is bounded by {@link Budget}. Not shared between threads.
interface Analyzer {
    /// Whether this kind of file may lie at that path, so that it is worth looking at its bytes. Cheap: asked
    /// for every file.
    ///
    /// @param path without a leading `/`
    /// @param size in bytes, as the archive says
    /// @param executable whether any x bit is set
    boolean wants(String path, long size, boolean executable);

    /// Reads the file, wholly or in part; the caller skips the rest. Empty when it is none of this kind after
    /// all.
    ///
    /// Throws {@link UnreadableException} when it is of this kind but broken or beyond the limits: the layer
    /// then counts as read in part, with that reason. Whatever was found before is passed on in the exception.
    Optional<Evidence> read(String path, long size, InputStream bytes, Budget budget)
            throws IOException, UnreadableException;
}
