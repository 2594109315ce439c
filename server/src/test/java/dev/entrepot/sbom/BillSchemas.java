package dev.entrepot.sbom;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The official JSON schemas of both formats, see the README beside them.
final class BillSchemas {
    private static final String CYCLONEDX = "http://cyclonedx.org/schema/";

    private final Schema cycloneDx;
    private final Schema spdx;

    BillSchemas() {
        cycloneDx = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_7,
                        registry -> registry.schemas(Map.of(
                                CYCLONEDX + "bom-1.6.schema.json", text("bom-1.6.schema.json"),
                                CYCLONEDX + "spdx.schema.json", text("spdx.schema.json"),
                                CYCLONEDX + "jsf-0.82.schema.json", text("jsf-0.82.schema.json"))))
                .getSchema(SchemaLocation.of(CYCLONEDX + "bom-1.6.schema.json"));
        spdx = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                .getSchema(text("spdx-schema-v2.3.json"));
    }

    /// What a document has against its schema, with the formats of texts.
    List<String> violations(BillFormat format, byte[] document) {
        Schema schema = switch (format) {
            case CYCLONEDX -> cycloneDx;
            case SPDX -> spdx;
        };
        return schema
                .validate(
                        new String(document, StandardCharsets.UTF_8),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(BillSchemas.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
