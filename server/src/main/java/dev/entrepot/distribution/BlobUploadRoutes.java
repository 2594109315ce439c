package dev.entrepot.distribution;

import dev.entrepot.authority.Authority;
import dev.entrepot.content.BlobUploads;
import dev.entrepot.content.UploadChunk;
import dev.entrepot.content.UploadOpening;
import dev.entrepot.content.UploadResult;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/// Uploads: `POST /v2/NAME/blobs/uploads/`, then `PATCH`, `PUT`, `GET` and `DELETE` of what it answers.
///
/// ```
///   POST                  202 Location        POST ?digest=D  body   201
///   PATCH Location body   202 Location, Range POST ?mount=D[&from=R] 201, or 202 and an upload
///   PUT   Location?digest=D [body]  201
/// ```
///
/// distribution-spec, "Pushing blobs".
final class BlobUploadRoutes {
    private final BlobUploads uploads;
    private final Mounts mounts;
    private final Guard guard;
    private final Refusals refusals;

    BlobUploadRoutes(BlobUploads uploads, Mounts mounts, Guard guard, Refusals refusals) {
        this.uploads = uploads;
        this.mounts = mounts;
        this.guard = guard;
        this.refusals = refusals;
    }

    Response open(Call call) throws IOException {
        Request request = call.request();
        Optional<Digest> mount = request.query().first("mount").map(Digest::parse);
        if (mount.isPresent()) {
            switch (mounts.mount(call, mount.get(), request.query().first("from"))) {
                case Mounts.Mounted mounted -> {
                    return created(call, mount.get());
                }
                case Mounts.NarrowToken narrow -> {
                    return guard.refuse(request, narrow.challenge());
                }
                case Mounts.Refused refused -> {
                    return refusals.answer(call.caller(), refused.refusal());
                }
                case Mounts.NotThere notThere -> {}
            }
        }
        Optional<Digest> digest = request.query().first("digest").map(Digest::parse);
        Digest.Algorithm algorithm = request.query()
                .first("digest-algorithm")
                .map(Digest.Algorithm::parse)
                .or(() -> digest.map(Digest::algorithm))
                .orElse(Digest.Algorithm.SHA256);
        if (digest.isPresent() && carries(request, digest.get())) {
            return monolithic(call, digest.get());
        }
        return answer(call, "", uploads.open(call.name(), UploadOpening.of(call.pusher(), algorithm)));
    }

    /// Whether a POST with a digest brings the blob along; an empty body is the blob only if the digest says
    /// so.
    private static boolean carries(Request request, Digest digest) {
        return request.body().expected() || digest.equals(Digest.of(digest.algorithm(), new byte[0]));
    }

    private Response monolithic(Call call, Digest digest) throws IOException {
        UploadOpening opening = new UploadOpening(
                call.pusher(),
                digest.algorithm(),
                Optional.of(digest),
                call.request().body().declaredLength());
        UploadResult opened = uploads.open(call.name(), opening);
        return opened instanceof UploadResult.Opened upload
                ? monolithic(call, upload.id(), digest)
                : answer(call, "", opened);
    }

    private Response monolithic(Call call, String id, Digest digest) throws IOException {
        boolean stored = false;
        try {
            UploadResult result =
                    uploads.finish(call.name(), id, call.authority(), UploadChunk.stream(source(call)), digest);
            stored = result instanceof UploadResult.Stored;
            return answer(call, id, result);
        } finally {
            if (!stored) {
                // What it brought goes also where the caller's right went.
                uploads.cancel(call.name(), id, new Authority(call.authority().author(), sql -> {}));
            }
        }
    }

    Response append(Call call, String id) throws IOException {
        return answer(call, id, uploads.append(call.name(), id, call.authority(), chunk(call)));
    }

    Response finish(Call call, String id) throws IOException {
        String digest = call.request()
                .query()
                .first("digest")
                .orElseThrow(() -> new MalformedException(
                        ErrorCode.DIGEST_INVALID,
                        "the digest of the blob is missing: end the upload with PUT …?digest=sha256:…",
                        ""));
        return answer(call, id, uploads.finish(call.name(), id, call.authority(), chunk(call), Digest.parse(digest)));
    }

    Response status(Call call, String id) {
        return uploads.length(call.name(), id, call.authority())
                .map(length -> session(call, 204, id, length))
                .orElseGet(() -> unknown(id));
    }

    Response cancel(Call call, String id) throws IOException {
        return uploads.cancel(call.name(), id, call.authority())
                ? Response.empty(204).with("Docker-Upload-UUID", id)
                : unknown(id);
    }

    private static UploadChunk chunk(Call call) {
        Optional<ContentRange> range = call.request().header("Content-Range").map(ContentRange::parse);
        OptionalLong declared = call.request().body().declaredLength();
        range.ifPresent(r -> {
            if (declared.isPresent() && declared.getAsLong() != r.length()) {
                throw new MalformedException(
                        ErrorCode.SIZE_INVALID,
                        "Content-Length is " + declared.getAsLong() + " but Content-Range spans " + r.length()
                                + " bytes",
                        r.start() + "-" + r.end());
            }
        });
        return new UploadChunk(
                range.map(r -> OptionalLong.of(r.start())).orElse(OptionalLong.empty()),
                range.map(r -> OptionalLong.of(r.length())).orElse(OptionalLong.empty()),
                source(call));
    }

    private static dev.entrepot.content.UploadSource source(Call call) {
        return sink -> call.request().body().drainTo(sink::accept);
    }

    private Response answer(Call call, String id, UploadResult result) {
        return switch (result) {
            case UploadResult.Opened opened -> session(call, 202, opened.id(), 0);
            case UploadResult.Stored stored -> created(call, stored.digest());
            case UploadResult.Refused refused -> refusals.answer(call.caller(), refused.refusal());
            case UploadResult.Accepted accepted -> session(call, 202, id, accepted.length());
            case UploadResult.UnknownUpload unknown -> unknown(id);
            case UploadResult.OutOfOrder outOfOrder ->
                withState(
                        ErrorResponses.of(
                                ErrorCode.RANGE_INVALID,
                                "the upload stands at " + outOfOrder.length()
                                        + " bytes; send the chunk that starts there",
                                Long.toString(outOfOrder.length())),
                        call,
                        id,
                        outOfOrder.length());
            case UploadResult.WrongLength wrong ->
                ErrorResponses.of(
                        ErrorCode.SIZE_INVALID,
                        "Content-Range announced " + wrong.announced() + " bytes but " + wrong.received() + " came",
                        "");
            case UploadResult.WrongDigest wrong ->
                ErrorResponses.of(
                        ErrorCode.DIGEST_INVALID,
                        "the bytes have the digest " + wrong.computed()
                                + ", not the one given; the upload is discarded",
                        wrong.claimed().toString());
            case UploadResult.Superseded superseded ->
                ErrorResponses.of(
                        409,
                        ErrorCode.BLOB_UPLOAD_INVALID,
                        "a later request took this upload over; ask for its state with GET and go on from there",
                        id);
        };
    }

    private static Response created(Call call, Digest digest) {
        return Response.empty(201)
                .with("Location", call.path("blobs/" + digest))
                .with("Docker-Content-Digest", digest.toString());
    }

    private static Response session(Call call, int status, String id, long length) {
        return withState(Response.empty(status), call, id, length);
    }

    /// `Range` is `0-0` both for nothing and for one byte: that is what clients parse.
    private static Response withState(Response response, Call call, String id, long length) {
        return response.with("Location", call.path("blobs/uploads/" + id))
                .with("Docker-Upload-UUID", id)
                .with("Range", "0-" + Math.max(0, length - 1));
    }

    private static Response unknown(String id) {
        return ErrorResponses.of(
                ErrorCode.BLOB_UPLOAD_UNKNOWN,
                "there is no such upload: it was finished, cancelled or expired; start again with POST",
                id);
    }
}
