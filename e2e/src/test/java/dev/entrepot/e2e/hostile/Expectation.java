package dev.entrepot.e2e.hostile;

import java.util.List;
import java.util.Set;

/// What must become of a hostile request: written from the protocol's documents, not from the server's code.
///
/// distribution-spec, "Error Codes", with the statuses that CNCF distribution gives them; RFC 9110 and 9112 below that.
///
/// @param statuses of which one must come; 0 is the end of the connection without an answer
/// @param codes of which one must be in the errors document; any when empty
public record Expectation(Set<Integer> statuses, Set<String> codes) {
    static final Expectation NAME = new Expectation(Set.of(400), Set.of("NAME_INVALID"));
    static final Expectation TAG = new Expectation(Set.of(400), Set.of("TAG_INVALID"));
    static final Expectation DIGEST = new Expectation(Set.of(400), Set.of("DIGEST_INVALID"));
    static final Expectation MANIFEST = new Expectation(Set.of(400), Set.of("MANIFEST_INVALID"));
    static final Expectation MANIFEST_TOO_LARGE =
            new Expectation(Set.of(413), Set.of("MANIFEST_INVALID", "SIZE_INVALID"));
    /// A blob of another size is not the one that the descriptor names.
    static final Expectation MANIFEST_CONTENT =
            new Expectation(Set.of(400), Set.of("MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID", "SIZE_INVALID"));
    static final Expectation UPLOAD_UNKNOWN = new Expectation(Set.of(404), Set.of("BLOB_UPLOAD_UNKNOWN"));
    static final Expectation UPLOAD_SIZE = new Expectation(Set.of(400), Set.of("SIZE_INVALID"));
    static final Expectation UPLOAD_RANGE = new Expectation(Set.of(416), Set.of("RANGE_INVALID"));
    /// A `Content-Range` that is none: 416 or a plain refusal.
    static final Expectation UPLOAD_RANGE_FORM =
            new Expectation(Set.of(400, 416), Set.of("RANGE_INVALID", "SIZE_INVALID", "BLOB_UPLOAD_INVALID"));
    static final Expectation PAGE = new Expectation(Set.of(400), Set.of("PAGINATION_NUMBER_INVALID"));
    /// RFC 9110, 14.2: what lies beyond the content cannot be answered.
    static final Expectation RANGE = new Expectation(Set.of(416), Set.of("RANGE_INVALID"));
    /// RFC 9110, 14.2: a `Range` that is none is left aside, or refused.
    static final Expectation RANGE_FORM = new Expectation(Set.of(200, 400, 416), Set.of("RANGE_INVALID"));
    static final Expectation METHOD = new Expectation(Set.of(405), Set.of("UNSUPPORTED"));
    /// Escapes that are no text: refused as a name, or before anybody asks what the name is for.
    static final Expectation TARGET =
            new Expectation(Set.of(400), Set.of("NAME_INVALID", "TAG_INVALID", "DIGEST_INVALID", "UNSUPPORTED"));
    /// A path that is no resource of the API, in form or at all.
    static final Expectation PATH = new Expectation(Set.of(400, 404), Set.of());
    static final Expectation CREDENTIAL = new Expectation(Set.of(401), Set.of("UNAUTHORIZED"));
    /// Wrong passwords are counted: beyond a limit the answer is 429.
    static final Expectation PASSWORD = new Expectation(Set.of(401, 429), Set.of("UNAUTHORIZED", "TOOMANYREQUESTS"));
    /// RFC 6749, 5.2.
    static final Expectation TOKEN_REQUEST = new Expectation(Set.of(400, 401), Set.of());
    /// What is not HTTP, or frames its message wrongly, is refused in HTTP or by closing.
    static final Expectation WIRE = new Expectation(Set.of(0, 400, 404, 405, 413, 414, 417, 426, 431), Set.of());
    /// Chance may leave a request as it should be; without credentials that is 401.
    static final Expectation CHANGED_BYTES =
            new Expectation(Set.of(0, 400, 401, 404, 405, 413, 414, 417, 426, 431), Set.of());
    /// HTTP/2 in clear text is spoken in frames, which end here with the connection.
    static final Expectation HTTP2 = new Expectation(Set.of(0, 400, 404, 405, 426), Set.of());
    /// Sound in its frame, yet cut or strange: it may be refused at any level, never obeyed.
    static final Expectation UNFINISHED = new Expectation(Set.of(0, 400, 404, 408), Set.of());

    public Expectation {
        statuses = Set.copyOf(statuses);
        codes = Set.copyOf(codes);
    }

    /// This one, unless the text as written in a request's target is no text at all.
    Expectation of(String written) {
        return written.contains("%00") || written.contains("%FF") || written.contains("%C0") ? TARGET : this;
    }

    /// What is wrong with this answer; empty when it is as expected.
    List<String> complaints(Answer answer, boolean bodiless) {
        if (!statuses.contains(answer.status())) {
            return List.of("status " + answer.status() + ", expected " + statuses);
        }
        if (answer.status() == 0 && !answer.body().isEmpty() && !this.equals(HTTP2)) {
            return List.of("an answer that is not HTTP");
        }
        if (codes.isEmpty() || bodiless || answer.status() == 200) {
            return List.of();
        }
        if (answer.codes().size() != 1 || !codes.containsAll(answer.codes())) {
            return List.of("codes " + answer.codes() + ", expected one of " + codes);
        }
        return answer.explained() ? List.of() : List.of("no message, or not application/json");
    }
}
