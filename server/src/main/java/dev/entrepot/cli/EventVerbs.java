package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.Document;
import dev.entrepot.client.Target;

/// `events`: what happened to images by itself.
final class EventVerbs {
    private static final String PLACE = "NS[/REPO]";
    private static final int PLACE_WIDTH = 32;
    private static final int DETAIL_WIDTH = 44;

    private static final Table EVENTS = Table.of(
            cell("TIME", event -> Words.time(event.text("at"))),
            text("KIND", "kind"),
            cell("ON", event -> Words.clippedBefore(on(event), PLACE_WIDTH)),
            cell("ABOUT", event -> Words.clipped(event.text("body"), DETAIL_WIDTH)));

    private EventVerbs() {}

    private static String on(Document event) {
        String place = event.text(event.has("repository") ? "repository" : "namespace");
        return event.has("digest") ? place + "@" + ImageVerbs.shortened(event.text("digest")) : place;
    }

    static Verb events() {
        return Verb.named("events", "List what was found in images and what is fixed, the newest first")
                .optional(PLACE, "Only of this namespace or repository. Without it: of all, for admins and auditors.")
                .option("--kind", "KIND", "Only such as vulnerability.found or vulnerability.fixed.")
                .examples("entrepot events web", "entrepot events web --kind vulnerability.found -o json")
                .lists(
                        EVENTS,
                        call -> Target.of("events")
                                .query("on", call.word(PLACE))
                                .query("kind", call.value("--kind")));
    }
}
