package dev.entrepot.rest;

import dev.entrepot.http.ApiError;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import java.util.List;
import java.util.regex.Pattern;

/// What `If-Match` and `If-None-Match` demand of a change. Entity tags of the API are versions in quotes. RFC 9110,
/// 13.1.
public sealed interface Precondition {
    /// Neither header was sent.
    record None() implements Precondition {}

    /// `If-None-Match: *`: the thing must not be there.
    record Absent() implements Precondition {}

    /// `If-Match: *`: it must be there, in whichever version.
    record Present() implements Precondition {}

    /// `If-Match: "7"`: it must be there in that version. A tag that no version ever had is -1.
    record Version(long version) implements Precondition {}

    Pattern TAG = Pattern.compile("\"([0-9]{1,18})\"");

    static Precondition of(Request request) {
        List<String> match = request.headers("If-Match");
        List<String> noneMatch = request.headers("If-None-Match");
        if (match.size() + noneMatch.size() > 1) {
            throw RefusedException.invalid("expected one of the headers If-Match and If-None-Match, once");
        }
        if (!noneMatch.isEmpty()) {
            if (!noneMatch.getFirst().strip().equals("*")) {
                throw RefusedException.invalid("If-None-Match: expected *, which makes the request only create");
            }
            return new Absent();
        }
        return match.isEmpty() ? new None() : ifMatch(match.getFirst().strip());
    }

    private static Precondition ifMatch(String header) {
        if (header.equals("*")) {
            return new Present();
        }
        if (!header.startsWith("\"") || header.indexOf(',') >= 0) {
            throw RefusedException.invalid("If-Match: expected the ETag of an earlier answer, quotes included, or *");
        }
        var tag = TAG.matcher(header);
        return new Version(tag.matches() ? Long.parseLong(tag.group(1)) : -1);
    }

    /// The entity tag of a version.
    static String etag(long version) {
        return "\"" + version + "\"";
    }

    /// 412: somebody was faster, or it is not there.
    static Response failed() {
        return ErrorResponses.of(
                ApiError.PRECONDITION_FAILED,
                "it has changed since you read it, or is not what the request demands; read it again",
                "");
    }
}
