package dev.entrepot.storage.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The calls to the operating system whose failure decides what is durable. Tests override them to let one fail.
class Disk {
    /// Writes some of `bytes` at the channel's position.
    int write(FileChannel file, ByteBuffer bytes) throws IOException {
        return file.write(bytes);
    }

    /// fsync, not fdatasync: an append always changes the size, so fdatasync would have to commit the file
    /// system's journal as well and saves nothing; fsync needs no argument about which metadata it may leave out.
    void syncFile(FileChannel file) throws IOException {
        file.force(true);
    }

    /// Makes the names in `folder` durable: files made in it and files removed from it.
    void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
