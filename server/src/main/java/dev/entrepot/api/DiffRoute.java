package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.api.ReadImages.ReadImage;
import dev.entrepot.content.Content;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.content.Tags;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import dev.entrepot.scanning.Scanning;
import java.util.Optional;

/// `GET /api/v1/diff`: what is different between two images.
final class DiffRoute {
    private static final String FROM = "from";
    private static final String TO = "to";

    private final Tags tags;
    private final Manifests manifests;
    private final ImageConfigs configs;
    private final ReadImages images;

    DiffRoute(Content content, Scanning scanning) {
        this.tags = content.tags();
        this.manifests = content.manifests();
        this.configs = new ImageConfigs(content.blobs());
        this.images = new ReadImages(content, scanning);
    }

    Endpoint endpoint(Guard guard) {
        return guard.tagged(
                Route.of("api.diff", "GET", "/api/v1/diff")
                        .needs(Action.READ)
                        .query(FROM, TO, ReadImages.PLATFORM, Waiting.PARAMETER),
                call -> AskedImage.in(call, FROM).name(),
                call -> AskedImage.in(call, FROM).about(tags),
                this::compare);
    }

    private Response compare(Call call) {
        AskedImage first = AskedImage.in(call, FROM).called(call.repository());
        AskedImage second = AskedImage.in(call, TO);
        RepositoryName now = call.requireOn(Action.READ, second.name(), second.about(tags));
        ReadImage from = images.find(call, first, Waiting.asked(call));
        ReadImage to = images.find(call, second.called(now), Waiting.asked(call));
        ImageFacts before = facts(from);
        ImageFacts after = facts(to);
        return Response.json(200, JsonWriter.document(json -> {
            json.object(FROM, inner -> side(inner, from, before));
            json.object(TO, inner -> side(inner, to, after));
            json.array(
                    "configuration", ImageDiff.settings(before.settings(), after.settings()), DiffRoute::write);
            json.array("layers", ImageDiff.layers(before.layers(), after.layers()), DiffRoute::write);
            json.array("packages", ImageDiff.packages(from.scan(), to.scan()), DiffRoute::write);
            json.array("findings", ImageDiff.findings(from.scan(), to.scan()), DiffRoute::write);
        }));
    }

    private ImageFacts facts(ReadImage image) {
        RepositoryName name = image.asked().repository().name();
        StoredManifest stored = manifests
                .find(name, image.part().digest())
                .orElseThrow(() -> new RefusedException(ReadImages.absent(image.asked().image())));
        Manifest manifest = Manifest.parse(stored.bytes(), Optional.of(stored.mediaType()));
        return ImageFacts.of(manifest, configs.of(name, manifest));
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
}
