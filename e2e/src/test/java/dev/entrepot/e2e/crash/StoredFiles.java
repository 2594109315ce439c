package dev.entrepot.e2e.crash;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The files below DATA/blobs beside the rows of a server that runs and is at rest.
final class StoredFiles {
    private static final long MISSING = -1;
    private final Path data;

    StoredFiles(Path data) {
        this.data = data;
    }

    /// Blobs without a file of their size, and files that no row names (not even that of a removal under way).
    List<String> disagreements() throws IOException, SQLException {
        List<String> found = new ArrayList<>();
        Map<String, Path> files = files();
        Rows before = rows();
        Map<String, Path> filesAfter = files();
        Rows after = rows();
        // Sweeps go on meanwhile: only what was wrong before and after is wrong.
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (!before.names(file.getKey()) && filesAfter.containsKey(file.getKey()) && !after.names(file.getKey())) {
                found.add("file without a row: " + file.getKey() + ", " + size(file.getValue()) + " bytes");
            }
        }
        for (Map.Entry<String, Long> blob : before.blobs().entrySet()) {
            Path file = filesAfter.get(blob.getKey());
            long size = file == null ? MISSING : size(file);
            if (size != blob.getValue() && after.blobs().containsKey(blob.getKey())) {
                found.add("blob " + blob.getKey() + " of " + blob.getValue() + " bytes has "
                        + (size == MISSING ? "no file" : size + " bytes"));
            }
        }
        return found;
    }

    /// What a sweep has still to do: removals, and files that neither a blob nor an open upload names.
    List<String> unswept() throws IOException, SQLException {
        List<String> found = new ArrayList<>();
        Rows rows = rows();
        rows.removals().forEach(key -> found.add("removal " + key));
        files().keySet().stream()
                .filter(key -> !rows.blobs().containsKey(key) && !rows.uploads().contains(key))
                .forEach(key -> found.add("file " + key));
        return found;
    }

    /// Digests of all blobs that have a row.
    Set<String> digests() throws SQLException {
        try (Connection connection = connection()) {
            return column(connection, "SELECT digest FROM blob");
        }
    }

    private Map<String, Path> files() throws IOException {
        Map<String, Path> files = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(data.resolve("blobs"))) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> inFolder = Files.newDirectoryStream(folder)) {
                    inFolder.forEach(path -> files.put(String.valueOf(path.getFileName()), path));
                }
            }
        }
        return files;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return MISSING;
        }
    }

    private Rows rows() throws SQLException {
        try (Connection connection = connection()) {
            // One snapshot for all three.
            connection.setAutoCommit(false);
            Map<String, Long> blobs = new HashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT storage_key, size FROM blob")) {
                while (rows.next()) {
                    blobs.put(rows.getString(1), rows.getLong(2));
                }
            }
            return new Rows(
                    blobs,
                    column(connection, "SELECT storage_key FROM upload"),
                    column(connection, "SELECT storage_key FROM removal"));
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:file:" + data.resolve("entrepot.db") + "?mode=ro");
    }

    private static Set<String> column(Connection connection, String query) throws SQLException {
        Set<String> values = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /// Storage keys by what names them.
    private record Rows(Map<String, Long> blobs, Set<String> uploads, Set<String> removals) {
        private Rows {
            blobs = Map.copyOf(blobs);
            uploads = Set.copyOf(uploads);
            removals = Set.copyOf(removals);
        }

        private boolean names(String key) {
            return blobs.containsKey(key) || uploads.contains(key) || removals.contains(key);
        }
    }
}
