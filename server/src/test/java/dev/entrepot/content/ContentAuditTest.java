package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.manifest;
import static dev.entrepot.content.ContentFixture.manifestByDigest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Tag;
import java.util.List;

/// Which entries changes of content leave in the audit: docs/decisions/0014-what-is-audited.md.
final class ContentAuditTest {
    @OnBothDatabases
    void everyChangeLeavesOneEntry(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Content content = fixture.content;
            fixture.push("layer");
            Digest alone = fixture.push("alone");
            Digest image = Digest.of(Digest.Algorithm.SHA256, image("layer"));
            assertThat(entries(fixture.database))
                    .containsExactlyInAnyOrder("namespace.create team", "repository.create team/app");

            content.manifests().put(manifest(image("layer"), "1.0", "latest"));
            content.manifests().put(manifestByDigest(image("layer")));
            content.trash().untag(REPOSITORY, Tag.parse("1.0"), DeletionTerms.of(ALICE));
            content.trash().untag(REPOSITORY, Tag.parse("1.0"), DeletionTerms.of(ALICE));
            content.trash().removeManifest(REPOSITORY, image, DeletionTerms.of(ALICE));
            content.trash().removeManifest(REPOSITORY, image, DeletionTerms.of(ALICE));
            content.blobs().delete(REPOSITORY, alone, ALICE);
            content.blobs().delete(REPOSITORY, alone, ALICE);

            assertThat(entries(fixture.database))
                    .containsExactlyInAnyOrder(
                            "namespace.create team",
                            "repository.create team/app",
                            "manifest.push team/app:1.0,latest",
                            "manifest.push team/app@" + image,
                            "tag.delete team/app:1.0",
                            "manifest.delete team/app@" + image,
                            "blob.delete team/app@" + alone);
        }
    }

    @OnBothDatabases
    void anEntryOfAPushSaysWhereItsTagsPointedBefore(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("old");
            fixture.push("new");
            fixture.content.manifests().put(manifest(image("old"), "latest"));
            Digest old = Digest.of(Digest.Algorithm.SHA256, image("old"));

            fixture.content.manifests().put(manifest(image("new"), "latest"));

            assertThat(details(fixture.database))
                    .filteredOn(detail -> detail.contains("previous"))
                    .singleElement()
                    .asString()
                    .contains("latest=" + old);
        }
    }

    private static List<String> entries(Database database) {
        return database.read(sql ->
                sql.list("SELECT action || ' ' || resource FROM audit_entry ORDER BY at, id", row -> row.text(1)));
    }

    private static List<String> details(Database database) {
        return database.read(sql -> sql.list("SELECT detail FROM audit_entry", row -> row.text(1)));
    }
}
