package dev.entrepot;

import static dev.entrepot.CheckedRegistry.digest;
import static dev.entrepot.CheckedRegistry.image;
import static dev.entrepot.CheckedRegistry.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import tools.jackson.databind.JsonNode;

/// `verify` on a registry that runs: nothing where nothing is wrong, and exactly what is wrong else.
@DisplayName("Verification")
final class VerifyTest {
    private static final String FAR = "9000000000000000";
    private static final String NOBODY = "00000000000000000000000000000000";
    private static final Map<String, String> SETTINGS = Map.of("trash.keep", "30d");

    private final List<String> complaints = new ArrayList<>();

    /// One thing that goes wrong, and how it is put right.
    ///
    /// @param names whether a row names another one that is not there, of which SQLite complains itself
    private record Case(String name, List<String> harm, List<String> mend, boolean names, Set<String> found) {}

    private static Case of(String found, String harm, String mend) {
        return new Case(harm, List.of(harm), List.of(mend), false, Set.of(found.split(" ")));
    }

    private static Case dangling(String found, String harm, String mend) {
        return new Case(harm, List.of(harm), List.of(mend), true, Set.of(found.split(" ")));
    }

    @OnBothDatabases
    void rowsThatAreWrongAreFoundAndNothingElse(TestDatabase test) {
        boolean sqlite = test.config().url().isEmpty();
        try (ApiClient admin = ApiClient.admin(test, SETTINGS);
                Damage damage = new Damage(test)) {
            CheckedRegistry registry = new CheckedRegistry(admin);
            registry.live();
            assertThat(registry.found(registry.run("verify", ""))).isEmpty();
            assertThat(registry.found(registry.run("verify", "\"deep\":true"))).isEmpty();

            while (damage.column("SELECT actor FROM audit_entry WHERE number = 1")
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            for (Case each : cases(damage)) {
                each.harm.forEach(damage::sql);
                JsonNode result = registry.run("verify", "");
                Set<String> expected = new TreeSet<>(each.found);
                if (sqlite && each.names) {
                    expected.add("database");
                }
                if (!registry.found(result).equals(expected)) {
                    complaints.add(each.name + "\n  expected " + expected + ", found " + result.path("findings"));
                }
                each.mend.forEach(damage::sql);
            }
            assertThat(complaints).isEmpty();
            assertThat(registry.found(registry.run("verify", ""))).isEmpty();
        }
    }

    private static List<Case> cases(Damage damage) {
        List<Case> cases = new ArrayList<>(bytesAndLinks(damage));
        cases.addAll(manifests(damage));
        cases.addAll(tags());
        cases.addAll(trashAndCounts(damage));
        return cases;
    }

    private static List<Case> bytesAndLinks(Damage damage) {
        String shared = digest("shared").toString();
        String key = damage.one("SELECT storage_key FROM blob WHERE digest = '" + shared + "'");
        String other = damage.one("SELECT storage_key FROM blob WHERE digest = '" + digest("other") + "'");
        String lib = damage.one("SELECT id FROM repository WHERE name = 'web/lib'");
        String link = " WHERE repository_id = " + lib + " AND digest = '" + shared + "'";
        return List.of(
                of(
                        "blob-bytes",
                        "UPDATE blob SET state = 'damaged' WHERE storage_key = '" + key + "'",
                        "UPDATE blob SET state = 'sound'"),
                of("upload-bytes", "UPDATE upload SET length = length + 1", "UPDATE upload SET length = length - 1"),
                of(
                        "live-removal",
                        "INSERT INTO removal (storage_key, due_at) VALUES ('" + key + "', " + FAR + ")",
                        "DELETE FROM removal WHERE due_at = " + FAR),
                of(
                        "live-removal",
                        "INSERT INTO removal (storage_key, due_at) SELECT storage_key, " + FAR + " FROM upload",
                        "DELETE FROM removal WHERE due_at = " + FAR),
                dangling(
                        "live-removal",
                        "INSERT INTO unlinked_blob (storage_key, due_at) VALUES ('" + NOBODY + "', " + FAR + ")",
                        "DELETE FROM unlinked_blob WHERE storage_key = '" + NOBODY + "'"),
                of(
                        "link-blob",
                        "UPDATE link SET storage_key = '" + other + "'" + link,
                        "UPDATE link SET storage_key = '" + key + "'" + link),
                of(
                        "link-check",
                        "UPDATE link SET check_at = NULL WHERE digest = '" + digest("unused") + "'",
                        "UPDATE link SET check_at = leased_until"),
                new Case(
                        "blob without link and queue",
                        List.of("INSERT INTO blob (storage_key, digest, size, state, created_at) VALUES ('" + NOBODY
                                + "', 'sha256:" + "2".repeat(64) + "', 0, 'damaged', 0)"),
                        List.of("DELETE FROM blob WHERE storage_key = '" + NOBODY + "'"),
                        false,
                        Set.of("unreachable-blob", "blob-bytes")));
    }

    /// Rows that are taken away, and come back.
    private static Case gone(String table, String where, boolean names, String found) {
        return new Case(
                table + " without " + where,
                List.of(
                        "CREATE TABLE kept AS SELECT * FROM " + table + " WHERE " + where,
                        "DELETE FROM " + table + " WHERE " + where),
                List.of("INSERT INTO " + table + " SELECT * FROM kept", "DROP TABLE kept"),
                names,
                Set.of(found.split(" ")));
    }

    private static List<Case> manifests(Damage damage) {
        String image = digest(image("other", "")).toString();
        String index = digest(index(image("shared", ""), image("other", ""))).toString();
        String of = " WHERE digest = '" + image + "'";
        String app = damage.one("SELECT id FROM repository WHERE name = 'web/app'");
        String shared = "repository_id = " + app + " AND digest = '" + digest("shared") + "'";
        return List.of(
                gone("manifest_content", "digest = '" + image + "'", true, "manifest-content"),
                gone("manifest_blob", "manifest_digest = '" + image + "'", false, "manifest-names"),
                gone("manifest_child", "parent_digest = '" + index + "'", false, "manifest-names"),
                gone("link", shared, true, "manifest-blob usage"),
                new Case(
                        "other bytes",
                        List.of(
                                "CREATE TABLE kept AS SELECT * FROM manifest_content" + of,
                                "UPDATE manifest_content SET bytes = (SELECT bytes FROM manifest_content WHERE digest = '"
                                        + index + "')" + of),
                        List.of("UPDATE manifest_content SET bytes = (SELECT bytes FROM kept)" + of, "DROP TABLE kept"),
                        false,
                        Set.of("manifest-content")),
                of(
                        "manifest-names",
                        "UPDATE manifest SET subject_digest = '" + image + "' WHERE digest = '" + index + "'",
                        "UPDATE manifest SET subject_digest = NULL WHERE digest = '" + index + "'"),
                of(
                        "manifest-names",
                        "UPDATE manifest SET media_type = 'application/vnd.oci.image.index.v1+json'" + of,
                        "UPDATE manifest SET media_type = 'application/vnd.oci.image.manifest.v1+json'" + of),
                of(
                        "manifest-child",
                        "UPDATE manifest_child SET present_digest = NULL WHERE child_digest = '" + image + "'",
                        "UPDATE manifest_child SET present_digest = child_digest WHERE child_digest = '" + image + "'"),
                new Case(
                        "unused content",
                        List.of("INSERT INTO manifest_content (digest, bytes) SELECT 'sha256:" + "0".repeat(64)
                                + "', bytes FROM manifest_content" + of),
                        List.of("DELETE FROM manifest_content WHERE digest = 'sha256:" + "0".repeat(64) + "'"),
                        false,
                        Set.of("unused-content", "manifest-content")));
    }

    private static List<Case> tags() {
        String v1 = " WHERE name = 'v1' AND digest = '" + digest(image("second", "")) + "'";
        String absent = "sha256:" + "1".repeat(64);
        return List.of(
                new Case(
                        "tag without manifest",
                        List.of(
                                "UPDATE tag SET digest = '" + absent + "' WHERE name = 'two'",
                                "UPDATE tag_move SET digest = '" + absent + "' WHERE name = 'two'"),
                        List.of(
                                "UPDATE tag SET digest = '" + digest(image("other", "")) + "' WHERE name = 'two'",
                                "UPDATE tag_move SET digest = '" + digest(image("other", "")) + "' WHERE name = 'two'"),
                        true,
                        Set.of("tag-manifest")),
                of("tag-history", "UPDATE tag SET version = 7" + v1, "UPDATE tag SET version = 2" + v1),
                of(
                        "tag-history",
                        "UPDATE tag SET digest = (SELECT digest FROM tag WHERE name = 'one')" + v1,
                        "UPDATE tag SET digest = '" + digest(image("second", ""))
                                + "' WHERE name = 'v1' AND version = 2"),
                gone("tag_move", "name = 'one'", false, "tag-history"),
                gone(
                        "tag_move",
                        "name = 'v1' AND version = 1 AND digest = '" + digest(image("first", "")) + "'",
                        false,
                        "tag-history"),
                gone("tag", "name = 'one'", false, "tag-history"));
    }

    private static List<Case> trashAndCounts(Damage damage) {
        String app = damage.one("SELECT id FROM repository WHERE name = 'web/app'");
        String deletion =
                "INSERT INTO deletion (id, kind, namespace, repository, repository_id, bin_id, parent_id, cause,"
                        + " deleted_at, deleted_by, keep_until) VALUES ('x', ";
        String end = ", 'asked', 1, 'x', " + FAR + ")";
        String mend = "DELETE FROM deletion WHERE id = 'x'";
        return List.of(
                of(
                        "repository-name",
                        "UPDATE repository SET name = 'web-lib' WHERE name = 'web/lib'",
                        "UPDATE repository SET name = 'web/lib' WHERE name = 'web-lib'"),
                of("deletion", deletion + "'manifest', 'web', 'web/app', " + app + ", " + app + ", NULL" + end, mend),
                of("deletion", deletion + "'manifest', 'web', 'web/app', " + app + ", NULL, NULL" + end, mend),
                of("deletion", deletion + "'tag', 'web', 'web/app', " + app + ", NULL, 'none'" + end, mend),
                of("deletion", deletion + "'namespace', 'web', '', NULL, NULL, NULL" + end, mend),
                of(
                        "deletion",
                        "UPDATE namespace SET deleted_at = 1 WHERE name = 'web'",
                        "UPDATE namespace SET deleted_at = NULL WHERE name = 'web'"),
                new Case(
                        "a bin that nobody named",
                        List.of(
                                "INSERT INTO repository (id, namespace, name, created_at, deleted_at)"
                                        + " VALUES (99, 'web', '-99', 0, " + FAR + ")",
                                "INSERT INTO upload (id, repository_id, principal, storage_key, algorithm, length, epoch,"
                                        + " node, opened_at, touched_at) VALUES ('held', 99, 'x', '" + NOBODY
                                        + "', 'sha256', 0, 1, 'x', " + FAR + ", " + FAR + ")"),
                        List.of("DELETE FROM upload WHERE repository_id = 99", "DELETE FROM repository WHERE id = 99"),
                        false,
                        Set.of("deletion")),
                of(
                        "usage",
                        "UPDATE namespace_content SET holders = holders + 1 WHERE digest = '" + digest("shared") + "'",
                        "UPDATE namespace_content SET holders = holders - 1 WHERE digest = '" + digest("shared") + "'"),
                of(
                        "usage",
                        "INSERT INTO namespace_usage (namespace, slot, bytes) VALUES ('web', 99, 7)",
                        "DELETE FROM namespace_usage WHERE slot = 99"),
                of(
                        "audit",
                        "UPDATE audit_entry SET actor = 'mallory' WHERE number = 1",
                        "UPDATE audit_entry SET actor = '"
                                + damage.one("SELECT actor FROM audit_entry WHERE number = 1") + "' WHERE number = 1"));
    }

    @OnBothDatabases
    void bytesThatAreWrongAreFoundAndNothingElse(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test, SETTINGS);
                Damage damage = new Damage(test)) {
            CheckedRegistry registry = new CheckedRegistry(admin);
            registry.live();
            Path file = damage.file(digest("other"));

            Path away = Damage.io(() -> Files.move(file, file.resolveSibling("away")));
            JsonNode result = registry.run("verify", "");
            assertThat(registry.found(result)).containsExactly("blob-bytes");
            assertThat(result.path("findings").path(0).path("places").path(0).asString())
                    .startsWith(digest("other").toString())
                    .contains("web/app:two");
            Damage.io(() -> Files.move(away, file));
            assertThat(registry.found(registry.run("verify", ""))).isEmpty();

            damage.append(file, "more");
            assertThat(registry.found(registry.run("verify", ""))).containsExactly("blob-bytes");

            damage.overwrite(file, "OTHER");
            assertThat(registry.found(registry.run("verify", ""))).isEmpty();
            assertThat(registry.found(registry.run("verify", "\"deep\":true"))).containsExactly("blob-bytes");
            damage.overwrite(file, "other");
            assertThat(registry.found(registry.run("verify", "\"deep\":true"))).isEmpty();

            damage.write("ab" + "0".repeat(30), "stray", Instant.now().minus(Duration.ofDays(40)));
            damage.write("ab" + "1".repeat(30), "young", Instant.now());
            JsonNode strays = registry.run("verify", "");
            assertThat(registry.found(strays)).containsExactly("stray-bytes");
            assertThat(strays.path("youngFiles").asLong()).isEqualTo(1);
        }
    }
}
