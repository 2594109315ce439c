package dev.entrepot.distribution;

import dev.entrepot.content.IfMatch;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Entity tags are digests in quotes; some clients leave the quotes out. RFC 9110, 8.8.3 and 13.1.
final class Etags {
    private static final int MOST = 100;

    private Etags() {}

    static String of(Digest digest) {
        return "\"" + digest + "\"";
    }

    /// Whether `If-None-Match` names the digest, so that 304 is the answer.
    static boolean noneMatchFails(Request request, Digest digest) {
        return request.header("If-None-Match")
                .map(Etags::values)
                .filter(values -> values.contains("*") || values.contains(digest.toString()))
                .isPresent();
    }

    /// Whether `If-Range` is absent or names the digest; else the whole blob is the answer.
    static boolean rangeApplies(Request request, Digest digest) {
        return request.header("If-Range").map(value -> value.equals(of(digest))).orElse(true);
    }

    /// `If-Match`, where it was sent. A tag that is no digest matches nothing.
    static Optional<IfMatch> ifMatch(Request request) {
        return request.header("If-Match").map(header -> {
            List<String> values = values(header);
            Set<Digest> digests = new HashSet<>();
            for (String value : values) {
                if (!value.equals("*")) {
                    digest(value).ifPresent(digests::add);
                }
            }
            return new IfMatch(values.contains("*"), digests);
        });
    }

    /// `If-Match` did not hold.
    static Response moved(Tag tag, Optional<Digest> current) {
        return ErrorResponses.of(
                412,
                ErrorCode.DENIED,
                "If-Match does not hold: the tag " + tag
                        + current.map(digest -> " points to " + digest).orElse(" does not exist"),
                current.map(Digest::toString).orElse(""));
    }

    private static Optional<Digest> digest(String value) {
        try {
            return Optional.of(Digest.parse(value));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static List<String> values(String header) {
        List<String> values = new ArrayList<>();
        for (String part : header.split(",", MOST)) {
            String value = part.strip();
            if (value.startsWith("W/")) {
                value = value.substring(2);
            }
            if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            values.add(value);
        }
        return values;
    }
}
