package dev.entrepot.versions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The tables of compared versions beside this class, see their README.
final class Vectors {
    record Row(String left, String right, int expected) {}

    private Vectors() {}

    static List<Row> of(String table) {
        return lines(table).stream().map(Vectors::row).toList();
    }

    /// Without the heading.
    static List<String> lines(String table) {
        try (InputStream file = Objects.requireNonNull(Vectors.class.getResourceAsStream(table + ".csv.gz"), table);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Row row(String line) {
        String[] columns = line.split(",", -1);
        return new Row(columns[0], columns[1], Integer.parseInt(columns[2]));
    }
}
