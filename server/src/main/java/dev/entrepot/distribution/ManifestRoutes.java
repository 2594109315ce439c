package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.ManifestPush;
import dev.entrepot.content.ManifestResult;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.http.Response.Body;
import dev.entrepot.http.Response.Header;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `GET`, `HEAD` and `PUT /v2/NAME/manifests/REFERENCE`.
///
/// Stored bytes and their stored media type are served whatever `Accept` says: nothing is converted, and
/// clients that name only other types cope better with the real one than with a 404.
///
/// distribution-spec, "Pulling manifests" and "Pushing manifests".
final class ManifestRoutes {
    private final Manifests manifests;
    private final Access access;
    private final PullGate gate;
    private final Refusals refusals;
    private final int maxBytes;
    private final int maxTags;

    ManifestRoutes(Manifests manifests, Access access, PullGate gate, ContentConfig config) {
        this.manifests = manifests;
        this.access = access;
        this.gate = gate;
        this.refusals = new Refusals(access);
        this.maxBytes = config.maxManifestBytes();
        this.maxTags = config.maxTagsPerPush();
    }

    /// GET and HEAD.
    Guard.OnRepository read(Reference reference) {
        return new Guard.OnRepository() {
            @Override
            public Response handle(Call call) {
                boolean pusher = call.head() && call.mayPush(access);
                Optional<StoredManifest> found = pusher
                        ? manifests.findForPush(call.name(), reference, call.authority())
                        : manifests.find(call.name(), reference);
                return found.map(manifest -> gate.manifest(call, manifest.digest(), answer(call, manifest)))
                        .orElseGet(() -> unknown(reference));
            }

            @Override
            public Optional<Response> handleAtOnce(Call call) {
                return manifests
                        .cached(call.name(), reference)
                        .filter(manifest -> !call.head() || manifests.leaseSuffices(manifest))
                        .flatMap(manifest -> gate.manifestAtOnce(call, manifest.digest(), answer(call, manifest)));
            }
        };
    }

    private static Response answer(Call call, StoredManifest manifest) {
        List<Header> headers = List.of(
                new Header("Content-Type", manifest.mediaType().text()),
                new Header("Docker-Content-Digest", manifest.digest().toString()),
                new Header("ETag", Etags.of(manifest.digest())));
        if (Etags.noneMatchFails(call.request(), manifest.digest())) {
            return new Response(304, headers, new Body.None(0));
        }
        Body body = call.head() ? new Body.None(manifest.bytes().length) : new Body.Bytes(manifest.bytes());
        return new Response(200, headers, body);
    }

    Response put(Call call, Reference reference) throws IOException {
        List<Tag> tags = tags(call, reference);
        if (tags.size() > maxTags) {
            return ErrorResponses.of(
                    414,
                    ErrorCode.TAG_INVALID,
                    "one push may set at most " + maxTags + " tags; push the others with further requests",
                    Integer.toString(tags.size()));
        }
        byte[] bytes = call.request().body().readAll(maxBytes);
        if (!tags.isEmpty() && gate.looksAtPushes(call.name())) {
            Optional<Response> refusal = refusal(call, reference, tags, bytes);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        ManifestPush push = new ManifestPush(
                call.name(),
                reference instanceof Digest digest ? Optional.of(digest) : Optional.empty(),
                tags,
                call.request().header("Content-Type").map(MediaType::ofHeader),
                bytes,
                Etags.ifMatch(call.request()),
                call.pusher());
        return answer(call, reference, tags, manifests.put(push));
    }

    private Optional<Response> refusal(Call call, Reference reference, List<Tag> tags, byte[] bytes) {
        Optional<MediaType> type = call.request().header("Content-Type").map(MediaType::ofHeader);
        Digest.Algorithm algorithm = reference instanceof Digest digest ? digest.algorithm() : Digest.Algorithm.SHA256;
        return gate.push(call, tags, Digest.of(algorithm, bytes), Manifest.parse(bytes, type));
    }

    private static List<Tag> tags(Call call, Reference reference) {
        List<String> parameters = call.request().query().all("tag");
        if (reference instanceof Tag tag) {
            if (!parameters.isEmpty()) {
                throw new MalformedException(
                        ErrorCode.TAG_INVALID,
                        "the parameter tag goes with a push by digest: PUT …/manifests/sha256:…?tag=a&tag=b",
                        parameters.getFirst());
            }
            return List.of(tag);
        }
        return parameters.stream().map(Tag::parse).distinct().toList();
    }

    private Response answer(Call call, Reference reference, List<Tag> tags, ManifestResult result) {
        return switch (result) {
            case ManifestResult.Stored stored -> created(call, reference, tags, stored);
            case ManifestResult.Refused refused -> refusals.answer(call.caller(), refused.refusal());
            case ManifestResult.WrongDigest wrong ->
                ErrorResponses.of(
                        ErrorCode.DIGEST_INVALID,
                        "the manifest has the digest " + wrong.computed() + ", not the one in the path",
                        wrong.claimed().toString());
            case ManifestResult.Missing missing -> missing(missing);
            case ManifestResult.WrongSize wrong ->
                ErrorResponses.of(
                        ErrorCode.MANIFEST_INVALID,
                        "a descriptor says " + wrong.descriptor().size() + " bytes, but what is stored has "
                                + wrong.storedSize(),
                        wrong.descriptor().digest().toString());
            case ManifestResult.TagMoved(Tag tag, Optional<Digest> current) -> Etags.moved(tag, current);
        };
    }

    private static Response created(Call call, Reference reference, List<Tag> tags, ManifestResult.Stored stored) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Location", call.path("manifests/" + stored.digest())));
        headers.add(new Header("Docker-Content-Digest", stored.digest().toString()));
        stored.subject().ifPresent(subject -> headers.add(new Header("OCI-Subject", subject.toString())));
        if (reference instanceof Digest && !tags.isEmpty()) {
            headers.add(new Header(
                    "OCI-Tag", String.join(", ", tags.stream().map(Tag::text).toList())));
        }
        return new Response(201, headers, new Body.None(0));
    }

    private static Response missing(ManifestResult.Missing missing) {
        return ErrorResponses.of(missing.digests().stream()
                .map(digest -> new ErrorResponses.Entry(
                        ErrorCode.MANIFEST_BLOB_UNKNOWN,
                        "the manifest names what is not in this repository; push or mount it first",
                        digest.toString()))
                .toList());
    }

    static Response unknown(Reference reference) {
        return ErrorResponses.of(
                ErrorCode.MANIFEST_UNKNOWN, "this repository has no such manifest", reference.toString());
    }
}
