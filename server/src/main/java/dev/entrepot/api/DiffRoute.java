package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.api.ReadImages.ReadImage;
import dev.entrepot.content.Content;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.content.Tags;
import dev.entrepot.http.Response;
import dev.entrepot.oci.ImageManifest;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.reading.LayerReaders;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import dev.entrepot.scanning.Scanning;
import java.io.IOException;
import java.util.Optional;

/// `GET /api/v1/diff`: what is different between two images.
final class DiffRoute {
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String FILES = "files";

    private final Tags tags;
    private final Manifests manifests;
    private final ImageConfigs configs;
    private final ReadImages images;
    private final ImageFiles files;

    DiffRoute(Content content, Scanning scanning, LayerReaders readers) {
        this.tags = content.tags();
        this.manifests = content.manifests();
        this.configs = new ImageConfigs(content.blobs());
        this.images = new ReadImages(content, scanning);
        this.files = new ImageFiles(content, readers);
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
        AskedImage one = AskedImage.in(call, FROM).called(call.repository());
        AskedImage other = AskedImage.in(call, TO);
        RepositoryName now = call.requireOn(Action.READ, other.name(), other.about(tags));
        ReadImage from = images.find(call, one, Waiting.asked(call));
        ReadImage to = images.find(call, other.called(now), Waiting.asked(call));
        Manifest first = manifest(from);
        Manifest second = manifest(to);
        ImageFacts before = facts(from, first);
        ImageFacts after = facts(to, second);
        Optional<ImageFiles.Compared> compared = DeletionRoutes.flag(call, FILES)
                ? Optional.of(files.compare(files(from, first), files(to, second)))
                : Optional.empty();
        return Response.json(200, JsonWriter.document(json -> {
            json.object(FROM, inner -> side(inner, from, before));
            json.object(TO, inner -> side(inner, to, after));
            json.array("configuration", ImageDiff.settings(before.settings(), after.settings()), DiffRoute::write);
            json.array("layers", ImageDiff.layers(before.layers(), after.layers()), DiffRoute::write);
            json.array("packages", ImageDiff.packages(from.scan(), to.scan()), DiffRoute::write);
            json.array("findings", ImageDiff.findings(from.scan(), to.scan()), DiffRoute::write);
            compared.ifPresent(found -> json.array(FILES, found.changes(), DiffRoute::write)
                    .put("truncated", found.truncated())
                    .texts("problems", found.problems()));
        }));
    }

    private Manifest manifest(ReadImage image) {
        StoredManifest stored = manifests
                .find(image.asked().repository().name(), image.part().digest())
                .orElseThrow(() -> new RefusedException(ReadImages.absent(image.asked().image())));
        return Manifest.parse(stored.bytes(), Optional.of(stored.mediaType()));
    }

    private ImageFacts facts(ReadImage image, Manifest manifest) {
        return ImageFacts.of(manifest, configs.of(image.asked().repository().name(), manifest));
    }

    /// Only images are read, so it is one.
    private static ImageFiles.Side files(ReadImage image, Manifest manifest) {
        if (manifest instanceof ImageManifest whole) {
            return new ImageFiles.Side(image.asked().repository().name(), whole);
        }
        throw new IllegalStateException("read, and no image: " + image.part());
    }

    private static void side(JsonWriter json, ReadImage image, ImageFacts facts) {
        json.put("image", image.asked().image().text())
                .put("digest", image.part().digest().toString())
                .put("platform", image.part().platform())
                .put("sizeBytes", facts.sizeBytes());
    }

    private static void write(JsonWriter json, ImageDiff.Setting setting) {
        json.put("name", setting.name()).put(FROM, setting.from()).put(TO, setting.to());
    }

    private static void write(JsonWriter json, ImageDiff.Layer layer) {
        json.put("change", layer.change().id())
                .put("digest", layer.facts().digest())
                .put("sizeBytes", layer.facts().sizeBytes())
                .putUnlessEmpty("createdBy", layer.facts().createdBy());
    }

    private static void write(JsonWriter json, ImageDiff.PackageChange change) {
        json.put("change", change.change().id())
                .put("type", change.type().id())
                .put("package", change.name())
                .put(FROM, change.from())
                .put(TO, change.to());
    }

    private static void write(JsonWriter json, ImageDiff.FindingChange change) {
        json.put("change", change.change().id())
                .put("id", change.finding().id())
                .put("severity", change.finding().severity().name())
                .put("package", change.finding().packageName())
                .put("version", change.finding().version())
                .put("fixedVersion", change.finding().fixedVersion());
    }

    private static void write(JsonWriter json, FileTree.Change change) {
        json.put("change", change.change().id()).put("path", change.path());
        if (change.change() != ImageDiff.Change.ADDED) {
            json.put("fromBytes", change.fromBytes());
        }
        if (change.change() != ImageDiff.Change.REMOVED) {
            json.put("toBytes", change.toBytes());
        }
    }
}
