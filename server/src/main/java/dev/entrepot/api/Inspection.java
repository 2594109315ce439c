package dev.entrepot.api;

import dev.entrepot.content.Content;
import dev.entrepot.content.Images;
import dev.entrepot.content.ListedManifest;
import dev.entrepot.content.Manifests;
import dev.entrepot.content.StoredManifest;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Refusals;
import java.util.Optional;

/// `GET /api/v1/images/NS/REPO?reference=`: an image, its config, its parts and what refers to it.
final class Inspection {
    private final Images images;
    private final Manifests manifests;
    private final ImageConfigs configs;

    Inspection(Content content) {
        this.images = content.images();
        this.manifests = content.manifests();
        this.configs = new ImageConfigs(content.blobs());
    }

    Response answer(Call call) {
        RepositoryName name = call.repository();
        Reference reference = Call.parsed("reference", () -> Reference.parse(call.requiredQuery("reference")));
        Optional<Images.Inspected> inspected = images.inspect(name, reference);
        Optional<StoredManifest> stored =
                inspected.flatMap(found -> manifests.find(name, found.image().digest()));
        if (inspected.isEmpty() || stored.isEmpty()) {
            return Refusals.absent("there is no image " + Meant.text(name, reference));
        }
        Manifest manifest =
                Manifest.parse(stored.get().bytes(), Optional.of(stored.get().mediaType()));
        Optional<byte[]> config = configs.of(name, manifest);
        return Response.json(200, JsonWriter.document(json -> {
            ImageRoutes.write(json, inspected.get().image());
            platforms(json, manifest, inspected.get());
            json.array(
                    "referrers",
                    inspected.get().referrers(),
                    (JsonWriter inner, ListedManifest referrer) -> ImageRoutes.write(inner, referrer));
            json.putDocument("manifest", stored.get().bytes());
            config.ifPresent(bytes -> json.putDocument("config", bytes));
        }));
    }

    private static void platforms(JsonWriter json, Manifest manifest, Images.Inspected inspected) {
        if (!(manifest instanceof Index index)) {
            return;
        }
        json.array("manifests", inspected.children(), (inner, child) -> {
            inner.put("digest", child.digest().toString()).put("present", child.present());
            if (child.present()) {
                inner.put("sizeBytes", child.sizeBytes());
            }
            index.manifests().stream()
                    .filter(descriptor -> descriptor.digest().equals(child.digest()))
                    .findFirst()
                    .ifPresent(descriptor ->
                            inner.put("mediaType", descriptor.mediaType().text()));
        });
    }
}
