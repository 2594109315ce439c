package dev.entrepot.scanning;

import dev.entrepot.content.Repository;
import dev.entrepot.database.Sql;
import dev.entrepot.events.Event;
import dev.entrepot.oci.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says of an image what happened, once per repository that has it: so that whoever may see one of them learns of no
/// other.
final class Affected {
    private static final int MAX_REPOSITORIES = 100;
    private static final int MAX_TAGS = 100;

    private final ArrivalTable arrivals = new ArrivalTable();

    record Image(String namespace, Digest digest) {}

    /// @param body to which the tags of the image are added
    List<Event> events(Sql sql, Image image, String kind, Map<String, Object> body) {
        List<Event> events = new ArrayList<>();
        for (Repository place : arrivals.places(sql, image.namespace(), image.digest(), MAX_REPOSITORIES)) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("tags", arrivals.tags(sql, place.id(), image.digest(), MAX_TAGS));
            all.putAll(body);
            events.add(new Event(
                    kind, image.namespace(), place.name().text(), image.digest().toString(), all));
        }
        return events;
    }
}
