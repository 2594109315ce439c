package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.api.ReadImages.ReadImage;
import dev.entrepot.content.Content;
import dev.entrepot.content.Tags;
import dev.entrepot.http.Response;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import dev.entrepot.scanning.Finding;
import dev.entrepot.scanning.ImageDiff;
import dev.entrepot.scanning.Scanning;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;

/// `GET /api/v1/diff`: what is different between two images.
final class DiffRoute {
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String FILES = "files";
    private static final String ADDED = "added";
    private static final String REMOVED = "removed";
    private static final String CHANGED = "changed";

    private final Tags tags;
    private final ReadImages images;
    private final Scanning scanning;

    DiffRoute(Content content, Scanning scanning) {
        this.tags = content.tags();
        this.images = new ReadImages(content, scanning);
        this.scanning = scanning;
    }

    Endpoint endpoint(Guard guard) {
        return guard.tagged(
                Route.of("api.diff", "GET", "/api/v1/diff")
                        .needs(Action.READ)
                        .query(FROM, TO, ReadImages.PLATFORM, Waiting.PARAMETER, FILES),
                call -> AskedImage.in(call, FROM).name(),
                call -> AskedImage.in(call, FROM).about(tags),
                this::compare);
    }

    private Response compare(Call call) throws IOException, InterruptedException {
        AskedImage first = AskedImage.in(call, FROM).called(call.repository());
        AskedImage second = AskedImage.in(call, TO);
        RepositoryName now = call.requireOn(Action.READ, second.name(), second.about(tags));
        boolean files = DeletionRoutes.flag(call, FILES);
        Duration wait = Waiting.asked(call);
        ReadImage from = images.find(call, first, wait);
        ReadImage to = images.find(call, second.called(now), wait);
        ImageDiff diff = scanning.diff(at(from), at(to), files)
                .orElseThrow(() -> new RefusedException(ReadImages.absent(second.called(now))));
        return Response.json(200, JsonWriter.document(json -> {
            json.object(FROM, inner -> side(inner, from, diff, ImageDiff.Layer::inFirst));
            json.object(TO, inner -> side(inner, to, diff, ImageDiff.Layer::inSecond));
            write(json, diff);
        }));
    }

    private static Scanning.ImageAt at(ReadImage image) {
        return new Scanning.ImageAt(
                image.asked().repository().name(), image.part().digest());
    }

    private static void side(JsonWriter json, ReadImage image, ImageDiff diff, Predicate<ImageDiff.Layer> has) {
        json.put("image", image.asked().image().text())
                .put("digest", image.part().digest().toString())
                .put("platform", image.part().platform())
                .put(
                        "sizeBytes",
                        diff.layers().stream()
                                .filter(has)
                                .mapToLong(ImageDiff.Layer::sizeBytes)
                                .sum());
    }

    private static void write(JsonWriter json, ImageDiff diff) {
        json.array(
                "configuration",
                diff.config(),
                (inner, change) -> inner.put("name", change.name())
                        .put(FROM, change.before())
                        .put(TO, change.after()));
        json.array(
                "layers",
                diff.layers(),
                (inner, layer) -> inner.put("change", layer.inFirst() ? (layer.inSecond() ? "same" : REMOVED) : ADDED)
                        .put("digest", layer.digest().toString())
                        .put("sizeBytes", layer.sizeBytes()));
        json.array(
                "packages",
                diff.packages(),
                (inner, change) -> inner.put(
                                "change",
                                change.before().isEmpty()
                                        ? ADDED
                                        : change.after().isEmpty() ? REMOVED : CHANGED)
                        .put("type", change.type())
                        .put("package", change.name())
                        .texts(FROM, change.before())
                        .texts(TO, change.after()));
        json.array("added", diff.added(), DiffRoute::finding);
        json.array("fixed", diff.fixed(), DiffRoute::finding);
        diff.files().ifPresent(files -> json.object(FILES, inner -> files(inner, files)));
    }

    private static void finding(JsonWriter json, Finding finding) {
        json.put("id", finding.id())
                .put("severity", finding.severity().name())
                .put("package", finding.packageName())
                .put("version", finding.version())
                .put("fixedVersion", finding.fixedVersion());
    }

    private static void files(JsonWriter json, ImageDiff.Files files) {
        json.put(ADDED, files.added())
                .put(REMOVED, files.removed())
                .put(CHANGED, files.changed())
                .texts("problems", files.problems())
                .array("changes", files.changes(), DiffRoute::file);
    }

    private static void file(JsonWriter json, ImageDiff.FileChange change) {
        json.put("change", change.before().isEmpty() ? ADDED : change.after().isEmpty() ? REMOVED : CHANGED)
                .put("path", change.path());
        change.before()
                .ifPresent(entry -> json.put("fromBytes", entry.sizeBytes()).put("fromMode", mode(entry.mode())));
        change.after().ifPresent(entry -> json.put("toBytes", entry.sizeBytes()).put("toMode", mode(entry.mode())));
    }

    /// As `chmod` takes it.
    private static String mode(int bits) {
        return String.format(Locale.ROOT, "%04o", bits);
    }
}
