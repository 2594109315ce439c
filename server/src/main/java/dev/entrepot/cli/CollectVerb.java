package dev.entrepot.cli;

import dev.entrepot.client.Document;

/// `collect`.
final class CollectVerb {
    private CollectVerb() {}

    static Verb verb() {
        return Verb.named("collect", "Give back, now, all space that is due")
                .notes(
                        "The registry collects by itself, all the time; this does it at once and says what came of it.",
                        "Waits for a collection under way. What is freed are the blobs that went since the last `collect`,"
                                + " by this one or before it.")
                .examples("entrepot collect", "entrepot collect -o json")
                .worksAnywhere(call -> JobOrder.of("collect"), CollectVerb::tell);
    }

    private static void tell(Call call, Document found) {
        call.show(
                found,
                "freed=size:freedBytes",
                "blobs=freedBlobs",
                "remains of uploads=size:freedUploadBytes",
                "held by a backup=heldByBackup",
                "could not be removed=failed");
        if (found.has("pausedUntil")) {
            call.say(
                    "The clock was set. So that nothing goes before its time, what rests on times waits until %s.",
                    found.text("pausedUntil"));
        }
        if (found.number("failed") > 0) {
            call.say("Files that could not be removed are tried again later; the server's log says why.");
        }
    }
}
