package dev.entrepot.backup;

import dev.entrepot.database.Catalog;
import dev.entrepot.oci.Digest;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads the rows of a table from a snapshot. What is not as it was written ends in a {@link
/// DamagedBackupException}, at the latest behind the last row.
final class RowReader {
    private static final int BUFFER_BYTES = 64 * 1024;

    private RowReader() {}

    /// Gets each row: `String`, `Long`, `byte[]` or null, one for each column of the table.
    @FunctionalInterface
    interface Rows {
        void next(@Nullable Object[] row) throws IOException;
    }

    static void each(Path snapshot, Manifest.Table table, Rows rows) throws IOException {
        Path file = snapshot.resolve(table.file());
        MessageDigest hash = Digest.Algorithm.SHA256.newHash();
        long count = 0;
        try (InputStream hashed =
                        new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES), hash);
                InputStream zipped = new GZIPInputStream(hashed, BUFFER_BYTES);
                JsonParser json = Json.ROWS.createParser(ObjectReadContext.empty(), zipped)) {
            while (json.nextToken() == JsonToken.START_ARRAY) {
                rows.next(row(json, table.columns(), file));
                count++;
            }
            if (json.currentToken() != null) {
                throw new DamagedBackupException(file + " holds what is no row");
            }
        } catch (NoSuchFileException e) {
            throw new DamagedBackupException(file + " is missing");
        } catch (JacksonException | ZipException | EOFException e) {
            throw new DamagedBackupException(file + " is damaged: " + e.getMessage());
        }
        if (!HexFormat.of().formatHex(hash.digest()).equals(table.sha256())) {
            throw new DamagedBackupException(file + " is damaged: its SHA-256 is not that of the manifest");
        }
        if (count != table.rows()) {
            throw new DamagedBackupException(file + " has " + count + " rows; the manifest says " + table.rows());
        }
    }

    private static @Nullable Object[] row(JsonParser json, List<Catalog.Column> columns, Path file) {
        @Nullable Object[] row = new Object[columns.size()];
        for (int place = 0; place < row.length; place++) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            boolean fits = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
            if (!fits) {
                throw new DamagedBackupException(file + " has a row that does not fit its columns");
            }
            row[place] = switch (columns.get(place).type()) {
                case TEXT -> json.getString();
                case NUMBER -> json.getLongValue();
                case BYTES -> json.getBinaryValue();
            };
        }
        if (json.nextToken() != JsonToken.END_ARRAY) {
            throw new DamagedBackupException(file + " has a row that does not fit its columns");
        }
        return row;
    }
}
