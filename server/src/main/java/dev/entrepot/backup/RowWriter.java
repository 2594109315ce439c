package dev.entrepot.backup;

import dev.entrepot.database.Catalog;
import dev.entrepot.database.Row;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;

/// Writes the rows of tables into a snapshot: each row a JSON array on a line of its own, bytes in base64.
final class RowWriter {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Sql sql;
    private final Path snapshot;

    /// @param sql of the transaction whose rows are written
    RowWriter(Sql sql, Path snapshot) {
        this.sql = sql;
        this.snapshot = snapshot;
    }

    /// Writes all rows of a table; durable when this returns, its name aside. Each row is shown to `seen`.
    Manifest.Table write(Catalog.Table table, Consumer<Row> seen) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.newHash();
        long[] rows = {0};
        Path file = snapshot.resolve(BackupFolder.TABLES).resolve(table.name() + ".gz");
        DurableFiles.write(file, (OutputStream out) -> {
            OutputStream hashed = new DigestOutputStream(new BufferedOutputStream(out, BUFFER_BYTES), hash);
            try (JsonGenerator json = Json.ROWS.createGenerator(ObjectWriteContext.empty(), new Fast(hashed))) {
                rows[0] = sql.each(select(table), row -> {
                    write(json, table, row);
                    seen.accept(row);
                });
            } catch (JacksonIOException e) {
                throw e.getCause();
            }
        });
        return new Manifest.Table(
                table.name(), table.columns(), rows[0], HexFormat.of().formatHex(hash.digest()));
    }

    /// Rows are read while this writes, and what is read grows meanwhile: speed matters more than the last
    /// byte.
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /// The names come from the database itself.
    private static String select(Catalog.Table table) {
        return "SELECT "
                + table.columns().stream()
                        .map(column -> '"' + column.name() + '"')
                        .collect(Collectors.joining(", "))
                + " FROM \"" + table.name() + '"';
    }

    private static void write(JsonGenerator json, Catalog.Table table, Row row) {
        json.writeStartArray();
        for (int place = 0; place < table.columns().size(); place++) {
            int column = place + 1;
            switch (table.columns().get(place).type()) {
                case TEXT -> row.optionalText(column).ifPresentOrElse(json::writeString, json::writeNull);
                case NUMBER -> row.optionalNumber(column).ifPresentOrElse(json::writeNumber, json::writeNull);
                case BYTES -> row.optionalBytes(column).ifPresentOrElse(json::writeBinary, json::writeNull);
            }
        }
        json.writeEndArray();
    }
}
