package dev.entrepot.backup;

import dev.entrepot.database.Catalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a snapshot consists of: its file `manifest.json`.
///
/// @param id sorts by time
/// @param takenAt the moment that the rows show, in microseconds since 1970, by the clock that decides leases
/// @param schema the version of the tables
/// @param secrets whether keys are in it, and the secret-key-file
/// @param tables each behind those that its foreign keys point to
/// @param damaged blobs whose bytes could not be copied, the first {@value #MOST_DAMAGED} of `damagedCount`
record Manifest(
        String id,
        long takenAt,
        String version,
        String engine,
        String databaseId,
        int schema,
        boolean secrets,
        Audit audit,
        List<Table> tables,
        Blobs blobs,
        long damagedCount,
        List<Damaged> damaged) {
    /// Of folder and manifest. A program refuses formats that it does not know.
    static final int FORMAT = 1;

    static final int MOST_DAMAGED = 10_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /// Where the audit chain stood, and the public keys that signed it, in base64 by their ids.
    record Audit(long number, String chain, Map<String, String> keys) {
        Audit {
            keys = Map.copyOf(keys);
        }
    }

    /// A file of rows.
    record Table(String name, List<Catalog.Column> columns, long rows, String sha256) {
        /// Names become paths and parts of statements.
        Table {
            columns = List.copyOf(columns);
            requireName(name);
            columns.forEach(column -> requireName(column.name()));
        }

        private static void requireName(String name) {
            if (!NAME.matcher(name).matches()) {
                throw new DamagedBackupException("no table or column has the name \"" + name + "\"");
            }
        }

        String file() {
            return BackupFolder.TABLES + "/" + name + ".gz";
        }

        /// The place of a column in each row.
        int column(String column) {
            for (int place = 0; place < columns.size(); place++) {
                if (columns.get(place).name().equals(column)) {
                    return place;
                }
            }
            throw new DamagedBackupException("table " + name + " has no column " + column);
        }
    }

    /// How many blobs the snapshot names, and their bytes.
    record Blobs(long count, long bytes) {}

    /// A blob that is not in the backup as it should be.
    record Damaged(String digest, String reason) {}

    Manifest {
        tables = List.copyOf(tables);
        damaged = List.copyOf(damaged);
    }

    Table table(String name) {
        return tables.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DamagedBackupException("snapshot " + id + " has no table " + name));
    }

    byte[] json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("format", FORMAT);
        members.put("id", id);
        members.put("takenAt", takenAt);
        members.put("version", version);
        members.put("engine", engine);
        members.put("databaseId", databaseId);
        members.put("schema", schema);
        members.put("secrets", secrets);
        members.put("audit", Map.of("number", audit.number, "chain", audit.chain, "keys", audit.keys));
        members.put("tables", tables.stream().map(Manifest::members).toList());
        members.put("blobs", Map.of("count", blobs.count, "bytes", blobs.bytes));
        members.put("damagedCount", damagedCount);
        members.put(
                "damaged",
                damaged.stream()
                        .map(each -> Map.of("digest", each.digest, "reason", each.reason))
                        .toList());
        return Json.bytes(Json.text(members));
    }

    private static Map<String, Object> members(Table table) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", table.name);
        members.put(
                "columns",
                table.columns.stream()
                        .map(column -> Map.of(
                                "name", column.name(), "type", column.type().name()))
                        .toList());
        members.put("rows", table.rows);
        members.put("sha256", table.sha256);
        return members;
    }

    static Manifest read(byte[] document, String where) {
        Json.Members json = Json.object(document, where);
        long format = json.number("format");
        if (format != FORMAT) {
            throw new UnusableFolderException(where + " has format " + format + "; this program knows " + FORMAT
                    + ": use the version of entrepot that wrote it (" + json.text("version") + "), or a newer one");
        }
        Json.Members audit = json.object("audit");
        Map<String, String> keys = new LinkedHashMap<>();
        Json.Members named = audit.object("keys");
        named.all().keySet().forEach(kid -> keys.put(String.valueOf(kid), named.text(String.valueOf(kid))));
        List<Table> tables = new ArrayList<>();
        json.objects("tables").forEach(table -> tables.add(table(table)));
        Json.Members blobs = json.object("blobs");
        return new Manifest(
                json.text("id"),
                json.number("takenAt"),
                json.text("version"),
                json.text("engine"),
                json.text("databaseId"),
                Math.toIntExact(json.number("schema")),
                json.flag("secrets"),
                new Audit(audit.number("number"), audit.text("chain"), keys),
                tables,
                new Blobs(blobs.number("count"), blobs.number("bytes")),
                json.number("damagedCount"),
                json.objects("damaged").stream()
                        .map(each -> new Damaged(each.text("digest"), each.text("reason")))
                        .toList());
    }

    private static Table table(Json.Members table) {
        List<Catalog.Column> columns = new ArrayList<>();
        for (Json.Members column : table.objects("columns")) {
            try {
                columns.add(new Catalog.Column(column.text("name"), Catalog.Type.valueOf(column.text("type"))));
            } catch (IllegalArgumentException e) {
                throw new DamagedBackupException("a column has no known type: " + e.getMessage());
            }
        }
        return new Table(table.text("name"), columns, table.number("rows"), table.text("sha256"));
    }
}
