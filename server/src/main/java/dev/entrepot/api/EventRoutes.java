package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.directory.Place;
import dev.entrepot.events.EventFilter;
import dev.entrepot.events.Outbox;
import dev.entrepot.events.StoredEvent;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.Optional;
import java.util.regex.Pattern;

/// `GET /api/v1/events`: what happened, the newest first.
final class EventRoutes {
    private static final Pattern KIND = Pattern.compile("[a-z]{1,30}\\.[a-z-]{0,30}");

    private final Outbox outbox;

    EventRoutes(Outbox outbox) {
        this.outbox = outbox;
    }

    Endpoint endpoint(Guard guard) {
        return guard.registry(
                Route.of("api.events.list", "GET", "/api/v1/events")
                        .needs(Action.SELF)
                        .mayNeed(Action.OBSERVE, Action.NAMESPACE_USAGE, Action.READ)
                        .query("on", "kind")
                        .paged(),
                this::list);
    }

    private Response list(Call call) {
        EventFilter filter = filter(call);
        Page page = call.page();
        // A page and the one item that tells of the next may be more than is read at once.
        int limit = Math.min(page.limit(), Outbox.MOST - 1);
        Page bounded = new Page(limit, page.after());
        return bounded.answer(
                outbox.before(filter, bounded.after(), bounded.fetch()), StoredEvent::id, EventRoutes::write);
    }

    /// Events of a namespace name all its repositories; who reads all of it may know them.
    private static EventFilter filter(Call call) {
        Optional<Place> on = call.query("on")
                .filter(text -> !text.isEmpty())
                .map(text -> Call.parsed("on", () -> Place.parse(text)));
        String kind = kind(call);
        if (on.isEmpty()) {
            call.require(Action.OBSERVE);
            return new EventFilter(kind, "", "", "");
        }
        if (on.get().wholeNamespace()) {
            call.requireOnNamespace(Action.NAMESPACE_USAGE, on.get().namespace());
            return new EventFilter(kind, on.get().namespace(), "", "");
        }
        call.requireOn(Action.READ, on.get());
        return new EventFilter(kind, "", call.repository().text(), "");
    }

    private static String kind(Call call) {
        String kind = call.query("kind").orElse("");
        if (!kind.isEmpty() && !KIND.matcher(kind).matches()) {
            throw RefusedException.invalid(
                    "kind: expected one such as vulnerability.found, or vulnerability. for all of these");
        }
        return kind;
    }

    private static void write(JsonWriter json, StoredEvent event) {
        json.put("id", event.id())
                .putExact("at", event.at())
                .put("kind", event.kind())
                .putUnlessEmpty("namespace", event.namespace())
                .putUnlessEmpty("repository", event.repository())
                .putUnlessEmpty("digest", event.digest())
                .putJson("body", event.body());
    }
}
