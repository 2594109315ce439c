package dev.entrepot.content;

import dev.entrepot.oci.Digest;

/// What came of a request on an open upload. Lengths are bytes.
public sealed interface UploadResult {
    /// An upload is open under this id: 32 hex digits that cannot be guessed.
    record Opened(String id) implements UploadResult {}

    /// The namespace does not admit it; an upload that was to be finished is discarded.
    record Refused(Refusal refusal) implements UploadResult {}

    /// The bytes are durable; the upload stands at `length`.
    record Accepted(long length) implements UploadResult {}

    /// The blob exists and is linked.
    record Stored(Digest digest, long size) implements UploadResult {}

    /// No such upload in this repository for this caller.
    record UnknownUpload() implements UploadResult {}

    /// The chunk does not begin where the upload stands; nothing changed.
    record OutOfOrder(long length) implements UploadResult {}

    /// The body was not as long as its `Content-Range` said; nothing changed.
    record WrongLength(long announced, long received) implements UploadResult {}

    /// The bytes do not have the digest that was claimed; the upload is discarded.
    record WrongDigest(Digest claimed, Digest computed) implements UploadResult {}

    /// A later request took this upload over.
    record Superseded() implements UploadResult {}
}
