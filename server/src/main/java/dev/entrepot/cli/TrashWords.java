package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.number;
import static dev.entrepot.cli.Table.size;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import java.util.ArrayList;
import java.util.List;

/// What people read of deletions, the trash and forecasts.
final class TrashWords {
    /// Digits of a digest that tell it from all others, for people.
    private static final int DIGITS = 12;

    static final Table TRASH = Table.of(
            text("IMAGE", "image"),
            cell("DIGEST", item -> brief(item.text("digest"))),
            time("DELETED", "deletedAt"),
            text("BY", "deletedBy"),
            time("UNTIL", "until"),
            number("BYTES", "bytes"),
            size("SIZE", "bytes"));

    static final Table PRUNED = Table.of(
            text("IMAGE", "image"), time("PUSHED", "pushedAt"), number("BYTES", "bytes"), size("SIZE", "bytes"));

    private TrashWords() {}

    /// `1 image`, `2 images`.
    static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /// `sha256:0123456789ab`.
    static String brief(String digest) {
        int colon = digest.indexOf(':');
        return digest.substring(0, Math.min(digest.length(), colon + 1 + DIGITS));
    }

    /// A line for each name that a deletion took away: scripts look for `NS/REPO:TAG` in one word.
    static List<Document> lines(List<Document> items) {
        List<Document> lines = new ArrayList<>();
        for (Document item : items) {
            List<String> tags = item.texts("tags");
            if (tags.isEmpty()) {
                lines.add(item.with("image", image(item)));
            }
            tags.forEach(tag -> lines.add(item.with("image", item.text("repository") + ":" + tag)));
        }
        return lines;
    }

    /// What a deletion without tags is asked for by.
    private static String image(Document item) {
        if (item.text("kind").equals("manifest")) {
            return item.text("repository") + "@" + item.text("digest");
        }
        return item.has("repository") ? item.text("repository") : item.text("namespace");
    }

    /// What a deletion did, in a sentence or two.
    static String deleted(Document deleted) {
        String image = deleted.text("image");
        StringBuilder text = new StringBuilder(image).append(" is deleted");
        String digest = brief(deleted.text("digest"));
        boolean whole = deleted.number("manifests") > 0;
        if (!digest.isEmpty()) {
            text.append(whole ? ", with the image " + digest : "; its image " + digest + " stays");
        }
        List<String> others = deleted.texts("tags").stream()
                .map(tag -> deleted.text("repository") + ":" + tag)
                .filter(tag -> !tag.equals(image))
                .toList();
        if (!others.isEmpty()) {
            text.append(" and ").append(String.join(", ", others));
        }
        return text.append(fate(deleted)).toString();
    }

    private static String fate(Document deleted) {
        if (!deleted.has("until")) {
            return ", for good.";
        }
        String bytes = deleted.number("bytes") == 0 ? "" : ", " + Words.size(deleted.number("bytes"));
        return ".\nIn the trash until " + Words.time(deleted.text("until")) + bytes + "; `entrepot image-restore "
                + deleted.text("image") + "` brings it back.";
    }

    /// What came back, and what did not since its name was taken, line by line.
    static List<String> restored(Document answer) {
        List<String> lines = new ArrayList<>();
        String repository = answer.text("repository");
        answer.texts("tags").forEach(tag -> lines.add(repository + ":" + tag + " is back."));
        List<String> manifests = answer.texts("manifests");
        if (!manifests.isEmpty()) {
            lines.add(repository + "@" + manifests.getFirst() + " is back"
                    + (manifests.size() == 1 ? "." : ", and " + counted(manifests.size() - 1, "image") + " with it."));
        }
        if (answer.number("repositories") > 0) {
            lines.add(answer.text("image") + " is back"
                    + (answer.has("repository") ? "." : ", repositories: " + answer.number("repositories") + "."));
        }
        answer.texts("missing")
                .forEach(digest -> lines.add(digest + " does not come back: it was deleted for good meanwhile."));
        answer.objects("taken").forEach(tag -> lines.add("Not restored: " + tag.text("reason")));
        return lines;
    }

    /// A forecast, for people or for programs.
    static void show(Call call, Document forecast) {
        if (call.json()) {
            call.show(forecast);
        } else {
            call.surroundings().out().print(forecast(forecast));
        }
    }

    private static String forecast(Document forecast) {
        StringBuilder text = new StringBuilder(forecast.text("image")).append('\n');
        if (forecast.has("repositories")) {
            text.append(Fields.of(
                            forecast,
                            "repositories",
                            "tags=tagCount",
                            "manifests=manifestCount",
                            "blobs that nothing else holds=blobCount")
                    .indent(2));
        } else {
            all(text, "tags", forecast.text("repository") + ":", forecast.texts("tags"));
            all(text, "manifests", forecast.text("repository") + "@", forecast.texts("manifests"));
            all(text, "blobs that nothing else holds", "", forecast.texts("blobs"));
            text.append("  bytes that come back now: ")
                    .append(bytes(forecast.number("bytesNow")))
                    .append('\n');
        }
        return text.append("  bytes that come back after the trash: ")
                .append(bytes(forecast.number("bytesAfterTrash")))
                .append(forecast.has("until") ? ", " + Words.time(forecast.text("until")) : "")
                .append('\n')
                .toString();
    }

    private static void all(StringBuilder text, String title, String before, List<String> names) {
        text.append("  ").append(title).append(": ").append(names.size()).append('\n');
        names.forEach(name -> text.append("    ").append(before).append(name).append('\n'));
    }

    private static String bytes(long bytes) {
        return bytes < 1024 ? bytes + " B" : bytes + " B (" + Words.size(bytes) + ")";
    }
}
