package dev.entrepot.content;

import java.util.Arrays;
import java.util.List;

/// Space that came back: files, and their bytes.
///
/// @param blobs that no repository linked any more
/// @param uploads remains of uploads: cancelled, given up, of a digest that was there already, or replaced
public record Freed(long blobs, long blobBytes, long uploads, long uploadBytes) {
    public static final Freed NOTHING = new Freed(0, 0, 0, 0);

    Freed plus(Freed other) {
        return new Freed(
                blobs + other.blobs,
                blobBytes + other.blobBytes,
                uploads + other.uploads,
                uploadBytes + other.uploadBytes);
    }

    Freed minus(Freed other) {
        return new Freed(
                blobs - other.blobs,
                blobBytes - other.blobBytes,
                uploads - other.uploads,
                uploadBytes - other.uploadBytes);
    }

    /// All files.
    public long files() {
        return blobs + uploads;
    }

    /// As it is kept: four numbers.
    String text() {
        return blobs + " " + blobBytes + " " + uploads + " " + uploadBytes;
    }

    static Freed parse(String text) {
        List<Long> numbers = Arrays.stream(text.split(" ")).map(Long::parseLong).toList();
        return new Freed(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
    }
}
