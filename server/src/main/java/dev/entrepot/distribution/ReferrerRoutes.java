package dev.entrepot.distribution;

import dev.entrepot.content.Referrers;
import dev.entrepot.http.Response;
import dev.entrepot.http.Response.Body;
import dev.entrepot.http.Response.Header;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `GET /v2/NAME/referrers/DIGEST[?artifactType=…]`. Never 404: what nobody refers to has an empty list.
///
/// distribution-spec, "Listing Referrers".
final class ReferrerRoutes {
    private final Referrers referrers;

    ReferrerRoutes(Referrers referrers) {
        this.referrers = referrers;
    }

    Response list(Call call, Digest subject) {
        Page page = Page.of(call.request().query());
        List<String> types = call.request().query().all("artifactType");
        Referrers.Page found = referrers.list(call.name(), subject, page.last(), page.size());
        List<Descriptor> shown = filter(found.descriptors(), types);
        Response response = new Response(
                200,
                List.of(new Header("Content-Type", MediaType.OCI_INDEX.text())),
                new Body.Bytes(Json.referrers(shown)));
        if (!types.isEmpty()) {
            response = response.with("OCI-Filters-Applied", "artifactType");
        }
        return found.next().isEmpty()
                ? response
                : response.with(
                        "Link",
                        Page.link(
                                call.path("referrers/" + subject),
                                page.size(),
                                found.next().get(),
                                parameters(types)));
    }

    private static List<Descriptor> filter(List<Descriptor> all, List<String> types) {
        if (types.isEmpty()) {
            return all;
        }
        Set<String> wanted = new HashSet<>(types);
        return all.stream()
                .filter(descriptor ->
                        descriptor.artifactType().filter(wanted::contains).isPresent())
                .toList();
    }

    private static String parameters(List<String> types) {
        StringBuilder parameters = new StringBuilder();
        for (String type : types) {
            parameters.append("&artifactType=").append(URLEncoder.encode(type, StandardCharsets.UTF_8));
        }
        return parameters.toString();
    }
}
