package dev.entrepot.reading;

/// One path of a layer, as its archive has it.
///
/// @param path normalised, without a leading `/`
/// @param sizeBytes of a regular file, else 0
/// @param mode permissions with set-user-id and its like, the lowest twelve bits of st_mode
/// @param target of a symbolic link as written, of a hard link as a path within the image; else empty
/// @param content of a regular file, in hexadecimal: the first 96 bits of its SHA-256; empty where none was
///        computed
public record LayerEntry(String path, Kind kind, long sizeBytes, int mode, String target, String content) {
    /// What stands at a path. A whiteout and an opaque folder remove what lower layers have there, see {@link
    /// LayerReport}.
    public enum Kind {
        FILE(0),
        FOLDER(1),
        SYMBOLIC_LINK(2),
        HARD_LINK(3),
        DEVICE(4),
        FIFO(5),
        WHITEOUT(6),
        OPAQUE(7);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /// By which a listing names it: the place of the constant.
        int code() {
            return code;
        }
    }

    boolean executable() {
        return (mode & 0111) != 0;
    }

    LayerEntry withContent(String sha256) {
        return new LayerEntry(path, kind, sizeBytes, mode, target, sha256);
    }
}
