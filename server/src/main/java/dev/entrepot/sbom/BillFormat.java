package dev.entrepot.sbom;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// A format in which Entrepot writes bills of materials.
public enum BillFormat {
    /// CycloneDX 1.6 as JSON.
    CYCLONEDX("cyclonedx-json", "application/vnd.cyclonedx+json"),
    /// SPDX 2.3 as JSON.
    SPDX("spdx-json", "application/spdx+json");

    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final String id;
    private final String mediaType;

    BillFormat(String id, String mediaType) {
        this.id = id;
        this.mediaType = mediaType;
    }

    /// As people ask for it: `cyclonedx-json`, `spdx-json`.
    public static Optional<BillFormat> of(String id) {
        return Arrays.stream(values()).filter(format -> format.id.equals(id)).findFirst();
    }

    public String id() {
        return id;
    }

    /// Of the document, as an artifact and as an answer.
    public String mediaType() {
        return mediaType;
    }

    /// Writes the whole document; does not close `out`.
    public void write(Bill bill, OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            switch (this) {
                case CYCLONEDX -> new CycloneDxWriter(bill, json).write();
                case SPDX -> new SpdxWriter(bill, json).write();
            }
        } catch (JacksonIOException failed) {
            throw failed.getCause();
        }
    }
}
