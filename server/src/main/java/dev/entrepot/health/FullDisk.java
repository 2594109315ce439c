package dev.entrepot.health;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells a full disk (ENOSPC, EDQUOT) from every other failure.
public final class FullDisk {
    /// Java keeps the text of an errno, not its number. The text may be in the user's language, so the space that
    /// is left is asked as well.
    private static final List<String> TEXTS = List.of("no space left on device", "disk quota exceeded");

    /// Less than one block that a file system would still give away.
    private static final long NOTHING_LEFT_BYTES = 64 * 1024;

    private FullDisk() {}

    /// Whether an operation on a file under `folder` failed for want of space.
    public static boolean caused(IOException failure, Path folder) {
        return names(failure.getMessage())
                || (failure instanceof FileSystemException named && names(named.getReason()))
                || nothingLeft(folder);
    }

    private static boolean names(@Nullable String text) {
        String lower = text == null ? "" : text.toLowerCase(Locale.ROOT);
        return TEXTS.stream().anyMatch(lower::contains);
    }

    private static boolean nothingLeft(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < NOTHING_LEFT_BYTES;
        } catch (IOException e) {
            return false;
        }
    }
}
