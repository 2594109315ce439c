package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Use;
import dev.entrepot.content.Repositories;
import dev.entrepot.content.Repository;
import dev.entrepot.content.Tags;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `GET /v2/NAME/tags/list` and `GET /v2/_catalog`, in byte order and pages.
final class ListingRoutes {
    private final Tags tags;
    private final Repositories repositories;
    private final Access access;

    ListingRoutes(Tags tags, Repositories repositories, Access access) {
        this.tags = tags;
        this.repositories = repositories;
        this.access = access;
    }

    Response tags(Call call) {
        Page page = Page.of(call.request().query());
        Optional<List<String>> found = tags.namesAfter(call.name(), page.last(), page.size() + 1);
        if (found.isEmpty()) {
            return ErrorResponses.of(
                    ErrorCode.NAME_UNKNOWN, "there is no repository of this name; a first push makes it", call.asked());
        }
        return answer(found.get(), page, call.path("tags/list"), shown -> Json.tags(call.asked(), shown));
    }

    Response catalog(Request request, Caller caller) {
        Page page = Page.of(request.query());
        return answer(
                readable(caller, page, Use.from(request.clientAddress())),
                page,
                V2Path.PREFIX + "/_catalog",
                Json::catalog);
    }

    /// Filtered before the limit, so that a page is short only at the end.
    private List<String> readable(Caller caller, Page page, Use use) {
        List<String> names = new ArrayList<>();
        String last = page.last();
        List<Repository> batch;
        do {
            batch = repositories.after(last, page.size() + 1);
            for (Repository repository : batch) {
                if (names.size() <= page.size() && access.lists(caller, repository, use)) {
                    names.add(repository.name().text());
                }
            }
            last = batch.isEmpty() ? last : batch.getLast().name().text();
        } while (names.size() <= page.size() && batch.size() > page.size());
        return names;
    }

    private interface Document {
        byte[] of(List<String> names);
    }

    /// `found` holds one name more than the page where there is a next one.
    private static Response answer(List<String> found, Page page, String path, Document document) {
        List<String> shown = found.subList(0, Math.min(found.size(), page.size()));
        Response response = Response.json(200, document.of(shown));
        return found.size() > shown.size() && !shown.isEmpty()
                ? response.with("Link", Page.link(path, page.size(), shown.getLast(), ""))
                : response;
    }
}
