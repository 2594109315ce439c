package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.content.Blobs;
import dev.entrepot.content.Soundness;
import dev.entrepot.content.StoredBlob;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.http.Response.Body;
import dev.entrepot.http.Response.Header;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.storage.BlobBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `GET`, `HEAD` and `DELETE /v2/NAME/blobs/DIGEST`.
///
/// distribution-spec, "Pulling blobs" and "Deleting blobs".
final class BlobRoutes {
    private static final String OCTET_STREAM = "application/octet-stream";
    /// Content under a digest never changes.
    private static final Header CACHE_CONTROL = new Header("Cache-Control", "max-age=31536000");

    private final Blobs blobs;
    private final Soundness soundness;
    private final Access access;
    private final PullGate gate;

    BlobRoutes(Blobs blobs, Soundness soundness, Access access, PullGate gate) {
        this.blobs = blobs;
        this.soundness = soundness;
        this.access = access;
        this.gate = gate;
    }

    /// GET and HEAD.
    Guard.OnRepository read(Digest digest) {
        return new Guard.OnRepository() {
            @Override
            public Response handle(Call call) {
                boolean pusher = call.head() && call.mayPush(access);
                Optional<StoredBlob> found = pusher
                        ? blobs.findForPush(call.name(), digest, call.authority())
                        : blobs.find(call.name(), digest);
                return found.map(blob -> gate.blob(call, digest, answer(call, digest, blob)))
                        .orElseGet(() -> notFound(call, digest));
            }

            @Override
            public Optional<Response> handleAtOnce(Call call) {
                return blobs.cached(call.name(), digest)
                        .filter(blob -> !call.head() || blobs.leaseSuffices(blob))
                        .flatMap(blob -> gate.blobAtOnce(call, digest, answer(call, digest, blob)));
            }
        };
    }

    Guard.OnRepository delete(Digest digest) {
        return call -> switch (blobs.delete(call.name(), digest, call.authority())) {
            case DONE -> Response.empty(202);
            case UNKNOWN -> unknown(digest);
            case NAMED_BY_MANIFEST ->
                ErrorResponses.of(
                        ErrorCode.DENIED,
                        "a manifest of this repository names the blob; delete that manifest first",
                        digest.toString());
        };
    }

    /// The answer to a HEAD has no text, so nothing is looked up for it.
    private Response notFound(Call call, Digest digest) {
        return !call.head() && soundness.isDamaged(call.name(), digest)
                ? ErrorResponses.of(
                        ErrorCode.BLOB_UNKNOWN,
                        "the stored bytes of this blob are damaged or missing; push the blob again to replace them",
                        digest.toString())
                : unknown(digest);
    }

    private static Response unknown(Digest digest) {
        return ErrorResponses.of(
                ErrorCode.BLOB_UNKNOWN, "this repository has no blob with this digest", digest.toString());
    }

    private Response answer(Call call, Digest digest, StoredBlob blob) {
        if (Etags.noneMatchFails(call.request(), digest)) {
            return new Response(304, List.of(new Header("ETag", Etags.of(digest)), CACHE_CONTROL), new Body.None(0));
        }
        Path file = switch (blob.bytes()) {
            case BlobBytes.LocalFile local -> local.path();
        };
        Optional<String> range = call.request().header("Range").filter(r -> Etags.rangeApplies(call.request(), digest));
        if (range.isEmpty()) {
            return whole(call, digest, file, blob.size());
        }
        return switch (Ranges.parse(range.get(), blob.size())) {
            case Ranges.Whole whole -> whole(call, digest, file, blob.size());
            case Ranges.Unsatisfiable none ->
                ErrorResponses.of(
                                ErrorCode.RANGE_INVALID,
                                "the range lies outside the blob of " + blob.size() + " bytes",
                                range.get())
                        .with("Content-Range", "bytes */" + blob.size());
            case Ranges.Parts some ->
                some.parts().size() == 1
                        ? part(call, digest, file, blob.size(), some.parts().getFirst())
                        : multipart(digest, file, blob.size(), some.parts());
        };
    }

    private Response whole(Call call, Digest digest, Path file, long size) {
        Body body = call.head() || size == 0 ? new Body.None(size) : range(file, new Ranges.Part(0, size), digest);
        return new Response(200, headers(digest, OCTET_STREAM), body);
    }

    private Response part(Call call, Digest digest, Path file, long size, Ranges.Part part) {
        Body body = call.head() ? new Body.None(part.length()) : range(file, part, digest);
        return new Response(206, headers(digest, OCTET_STREAM), body).with("Content-Range", contentRange(part, size));
    }

    /// RFC 9110, 14.6: parts in the order that was asked for.
    private Response multipart(Digest digest, Path file, long size, List<Ranges.Part> parts) {
        // The digest is in no blob with this digest, so it separates.
        String boundary = digest.encoded().substring(0, 32);
        List<Body> sequence = new ArrayList<>();
        for (Ranges.Part part : parts) {
            sequence.add(ascii("\r\n--" + boundary + "\r\nContent-Type: " + OCTET_STREAM + "\r\nContent-Range: "
                    + contentRange(part, size) + "\r\n\r\n"));
            sequence.add(range(file, part, digest));
        }
        sequence.add(ascii("\r\n--" + boundary + "--\r\n"));
        return new Response(
                206, headers(digest, "multipart/byteranges; boundary=" + boundary), new Body.Sequence(sequence));
    }

    private Body range(Path file, Ranges.Part part, Digest digest) {
        return new Body.FileRange(file, part.offset(), part.length(), () -> soundness.suspect(digest));
    }

    private static Body ascii(String text) {
        return new Body.Bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String contentRange(Ranges.Part part, long size) {
        return "bytes " + part.offset() + "-" + (part.offset() + part.length() - 1) + "/" + size;
    }

    private static List<Header> headers(Digest digest, String contentType) {
        return List.of(
                new Header("Content-Type", contentType),
                new Header("Docker-Content-Digest", digest.toString()),
                new Header("ETag", Etags.of(digest)),
                new Header("Accept-Ranges", "bytes"),
                CACHE_CONTROL);
    }
}
