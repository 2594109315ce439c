package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.Tag;
import dev.entrepot.retention.Pulls;
import java.util.Optional;

/// Notes each manifest that a GET shows as pulled, unless its reader only inspects. A client that has it already, and
/// is
/// answered 304, uses it too.
final class CountedPulls {
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final String DIGEST = "Docker-Content-Digest";

    private final Pulls pulls;
    private final Access access;

    CountedPulls(Pulls pulls, Access access) {
        this.pulls = pulls;
        this.access = access;
    }

    Guard.OnRepository counting(Reference reference, Guard.OnRepository read) {
        String tag = reference instanceof Tag named ? named.text() : "";
        return new Guard.OnRepository() {
            @Override
            public Response handle(Call call) throws Exception {
                return noted(call, tag, read.handle(call));
            }

            @Override
            public Optional<Response> handleAtOnce(Call call) {
                return read.handleAtOnce(call).map(response -> noted(call, tag, response));
            }
        };
    }

    private Response noted(Call call, String tag, Response response) {
        if ((response.status() == OK || response.status() == NOT_MODIFIED)
                && !access.inspects(call.caller(), call.name())) {
            for (Response.Header header : response.headers()) {
                if (header.name().equals(DIGEST)) {
                    pulls.note(call.name(), tag, header.value());
                }
            }
        }
        return response;
    }
}
