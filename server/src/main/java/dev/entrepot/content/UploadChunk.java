package dev.entrepot.content;

import java.util.OptionalLong;

/// What a PATCH or PUT brings.
///
/// @param start offset that the sender believes in, in bytes; empty when it gave no `Content-Range`
/// @param length bytes that the sender announced by `Content-Range`
/// @param source the bytes themselves
public record UploadChunk(OptionalLong start, OptionalLong length, UploadSource source) {
    /// A chunk that is appended wherever the upload stands.
    public static UploadChunk stream(UploadSource source) {
        return new UploadChunk(OptionalLong.empty(), OptionalLong.empty(), source);
    }
}
