package dev.entrepot.storage.filesystem;

import dev.entrepot.health.StorageFullException;
import dev.entrepot.storage.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends to one file.
///
/// A failed write or fsync ends the writer: what lies beyond the last durable byte is unknown, and the next
/// `append` cuts it off.
final class FileBlobWriter implements BlobWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FileBlobWriter.class);
    private final Path path;
    private final FileChannel file;
    private final Syncs syncs;
    private final SharedFolderSync folderSync;
    private long length;
    private long durable;
    private boolean nameIsDurable;
    private boolean failed;

    /// `offset` above 0 means that a row names these bytes as durable, and that row was committed after a force:
    /// the file's name is durable then, and only a writer that begins at 0 has to see to it.
    FileBlobWriter(Path path, FileChannel file, long offset, Syncs syncs, SharedFolderSync folderSync) {
        this.path = path;
        this.file = file;
        this.length = offset;
        this.durable = offset;
        this.nameIsDurable = offset > 0;
        this.syncs = syncs;
        this.folderSync = folderSync;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        requireSound();
        try {
            while (bytes.hasRemaining()) {
                length += syncs.write(file, bytes);
            }
        } catch (IOException e) {
            failed = true;
            throw explained(e);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void force() throws IOException {
        requireSound();
        try {
            syncs.file(file, path);
            if (!nameIsDurable) {
                folderSync.sync();
                nameIsDurable = true;
            }
            durable = length;
        } catch (StorageFullException e) {
            failed = true;
            giveBack();
            throw e;
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private IOException explained(IOException failure) {
        try {
            return FilesystemBlobStore.explained(failure, FilesystemBlobStore.parent(path));
        } catch (StorageFullException e) {
            giveBack();
            throw e;
        }
    }

    /// Frees at once what the disk had no room to keep: other writers need it.
    private void giveBack() {
        try {
            file.truncate(durable);
            length = durable;
        } catch (IOException e) {
            LOG.warn("event=truncate_failed path={} reason=\"{}\"", path, e.getMessage());
        }
    }

    private void requireSound() {
        if (failed) {
            throw new IllegalStateException("a write to " + path + " failed before; append anew");
        }
    }
}
