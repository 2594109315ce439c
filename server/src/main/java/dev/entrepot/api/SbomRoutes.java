package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.api.ReadImages.ReadImage;
import dev.entrepot.content.Content;
import dev.entrepot.content.Tags;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import dev.entrepot.sbom.AttachedBill;
import dev.entrepot.sbom.Bill;
import dev.entrepot.sbom.BillFormat;
import dev.entrepot.sbom.Subject;
import dev.entrepot.scanning.Scanning;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// `/api/v1/sbom`: what is in an image, as a document.
final class SbomRoutes {
    private static final String SBOM = "/api/v1/sbom";
    private static final String FORMAT = "format";

    /// Documents are sent in pieces of this size: a large one has some ten thousand packages.
    private static final int PIECE_BYTES = 64 * 1024;

    private static final int SHOWN_DIGITS = 12;

    private final Tags tags;
    private final ReadImages images;
    private final AttachedSboms attached;
    private final InfoRoute.Server server;

    SbomRoutes(Content content, Scanning scanning, InfoRoute.Server server) {
        this.tags = content.tags();
        this.images = new ReadImages(content, scanning);
        this.attached = new AttachedSboms(content);
        this.server = server;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.tagged(
                        Route.of("api.sbom.get", "GET", SBOM)
                                .needs(Action.READ)
                                .query(AskedImage.PARAMETER, ReadImages.PLATFORM, FORMAT, Waiting.PARAMETER),
                        call -> AskedImage.in(call).name(),
                        call -> AskedImage.in(call).about(tags),
                        this::get),
                guard.tagged(
                        Route.of("api.sbom.attached", "GET", SBOM + "/attached")
                                .needs(Action.READ)
                                .query(AskedImage.PARAMETER, ReadImages.PLATFORM),
                        call -> AskedImage.in(call).name(),
                        call -> AskedImage.in(call).about(tags),
                        this::attached));
    }

    private Response attached(Call call) {
        PlatformImages.Resolved asked =
                images.resolved(call, AskedImage.in(call).called(call.repository()));
        return Response.json(
                200, JsonWriter.document(json -> json.array("items", attached.of(asked), SbomRoutes::write)));
    }

    private static void write(JsonWriter json, AttachedSboms.Attached found) {
        json.put("digest", found.where().digest().toString())
                .put("subject", found.subject().toString())
                .put("format", found.format())
                .putUnlessEmpty("tool", found.bill().map(AttachedBill::tool).orElse(""))
                .put(
                        "packages",
                        found.bill().map(bill -> bill.packages().size()).orElse(0))
                .put("attachedAt", found.where().pushedAt())
                .put("attachedBy", found.where().pushedBy())
                .putUnlessEmpty("problem", found.problem());
    }

    private Response get(Call call) {
        BillFormat format = BillFormat.of(call.requiredQuery(FORMAT))
                .orElseThrow(() -> RefusedException.invalid("format: expected "
                        + String.join(
                                " or ",
                                Arrays.stream(BillFormat.values())
                                        .map(BillFormat::id)
                                        .toList())));
        ReadImage image = images.find(call, AskedImage.in(call).called(call.repository()), Waiting.asked(call));
        Bill bill = new Bill(
                subject(call, image), image.scan().distribution(), image.scan().packages(), server.version());
        return new Response(
                200,
                List.of(
                        new Response.Header("Content-Type", format.mediaType()),
                        new Response.Header(
                                "Content-Disposition", "attachment; filename=\"" + fileName(image, format) + "\"")),
                new Response.Body.Streamed(sink -> {
                    try (OutputStream out = pieces(sink)) {
                        format.write(bill, out);
                    }
                }));
    }

    private Subject subject(Call call, ReadImage image) {
        String registry = server.externalUrl()
                .map(URI::getAuthority)
                .orElseGet(() -> call.request().host());
        String[] platform = image.part().platform().split("/", -1);
        return new Subject(
                registry + "/" + image.asked().repository().name(),
                image.part().digest(),
                image.asked().image().reference() instanceof Tag tag ? tag.text() : "",
                platform[0],
                platform.length > 1 ? platform[1] : "",
                image.scan().scannedAt().orElse(Instant.EPOCH),
                image.scan().problem());
    }

    /// Such as `shop-v1.spdx.json`: nothing that a shell or a file system minds.
    private static String fileName(ReadImage image, BillFormat format) {
        String repository = image.asked().repository().name().text();
        String suffix = switch (image.asked().image().reference()) {
            case Tag tag -> tag.text();
            case Digest digest -> digest.encoded().substring(0, SHOWN_DIGITS);
        };
        String extension = switch (format) {
            case SPDX -> ".spdx.json";
            case CYCLONEDX -> ".cdx.json";
        };
        return repository.substring(repository.lastIndexOf('/') + 1) + "-" + suffix + extension;
    }

    /// What a writer makes, in arrays of their own: the client may be slower than it.
    private static OutputStream pieces(Response.Sink sink) {
        return new BufferedOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        sink.write(new byte[] {(byte) one});
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        sink.write(Arrays.copyOfRange(bytes, offset, offset + length));
                    }
                },
                PIECE_BYTES);
    }
}
