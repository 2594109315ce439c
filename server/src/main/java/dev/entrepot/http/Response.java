package dev.entrepot.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An answer: status, headers in order, body. Immutable; `with…` methods return a copy.
///
/// The listener adds `Content-Length` from the body, except where {@link Body.None} carries the length that a HEAD
/// announces.
///
/// @param user name of the principal that asked, for the log line only; empty when there is none
public record Response(int status, List<Header> headers, Body body, String user) {
    public Response {
        headers = List.copyOf(headers);
    }

    public Response(int status, List<Header> headers, Body body) {
        this(status, headers, body, "");
    }

    /// One header line.
    public record Header(String name, String value) {}

    /// What follows the headers.
    public sealed interface Body {
        /// How many bytes follow, or, for a HEAD, would follow.
        default long length() {
            return switch (this) {
                case None(long contentLength) -> contentLength;
                case Bytes(byte[] bytes) -> bytes.length;
                case FileRange range -> range.length;
                case Sequence(List<Body> parts) ->
                    parts.stream().mapToLong(Body::length).sum();
                case Streamed _ -> 0;
            };
        }

        /// Nothing follows; `Content-Length: contentLength` is announced (a HEAD may announce more than 0).
        record None(long contentLength) implements Body {}

        /// These bytes; the array is not copied and must not be changed any more.
        @SuppressWarnings("ArrayRecordComponent")
        record Bytes(byte[] bytes) implements Body {}

        /// `length` bytes of a file from `offset` on, by sendfile.
        ///
        /// @param lost run, on any thread, when the file is not there or too short; quick
        record FileRange(Path file, long offset, long length, Runnable lost) implements Body {
            public FileRange(Path file, long offset, long length) {
                this(file, offset, length, () -> {});
            }

            public FileRange {
                if (offset < 0 || length < 0) {
                    throw new IllegalArgumentException("no range: offset " + offset + ", length " + length);
                }
            }

            @Override
            public String toString() {
                return file + " from " + offset + " on, " + length + " bytes";
            }
        }

        /// Bytes of which nobody knows yet how many they are.
        record Streamed(Source source) implements Body {}

        /// Byte arrays and file ranges one after the other (multipart/byteranges).
        record Sequence(List<Body> parts) implements Body {
            public Sequence {
                parts = List.copyOf(parts);
            }
        }
    }

    /// Where the bytes of a streamed body go. Blocks while the client is slow.
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes) throws IOException;
    }

    /// Makes the bytes of a streamed body, on a virtual thread, when the head is out: what it throws can only break
    /// the answer off.
    @FunctionalInterface
    public interface Source {
        void writeTo(Sink sink) throws IOException;
    }

    /// An answer without a body and with `Content-Length: 0`.
    public static Response empty(int status) {
        return new Response(status, List.of(), new Body.None(0));
    }

    public static Response json(int status, byte[] document) {
        return new Response(status, List.of(new Header("Content-Type", "application/json")), new Body.Bytes(document));
    }

    public static Response text(int status, String text) {
        return new Response(
                status,
                List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
                new Body.Bytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    public Response with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Response(status, more, body, user);
    }

    public Response withBody(Body other) {
        return new Response(status, headers, other, user);
    }

    /// The same answer, given to that principal: its name stands in the log line.
    public Response to(String principal) {
        return new Response(status, headers, body, principal);
    }
}
