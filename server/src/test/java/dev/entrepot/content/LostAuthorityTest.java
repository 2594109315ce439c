package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.chunk;
import static dev.entrepot.content.ContentFixture.digest;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.entrepot.authority.Authority;
import dev.entrepot.authority.NoLongerAllowedException;
import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A right that ended before the change did: nothing of the change is there.
final class LostAuthorityTest {
    private static final RepositoryName NEW = new RepositoryName("fresh/app");
    private static final Authority GONE = new Authority(ALICE.author(), sql -> {
        throw new Gone();
    });

    private static final Pusher NOBODY = new Pusher(GONE, Births.NAMESPACE_TOO);

    private static final class Gone extends NoLongerAllowedException {
        Gone() {
            super("the grant is gone");
        }
    }

    private interface Change {
        void run() throws Exception;
    }

    @OnBothDatabases
    void noChangeHappensWithoutTheRightToIt(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            Content content = fixture.content;
            Digest named = fixture.push("layer");
            Digest alone = fixture.push("alone");
            content.manifests().put(manifest(image("layer"), "latest"));
            Digest image = Digest.of(Digest.Algorithm.SHA256, image("layer"));
            String open = fixture.open();
            fixture.append(open, chunk("abc"));
            fixture.database.write(sql -> sql.update("UPDATE link SET leased_until = 1")
                    + sql.update("UPDATE manifest SET leased_until = 1"));
            Map<String, Change> changes = new LinkedHashMap<>();
            changes.put("open", () -> content.uploads().open(NEW, UploadOpening.of(NOBODY, Digest.Algorithm.SHA256)));
            changes.put("append", () -> content.uploads().append(REPOSITORY, open, GONE, chunk("def")));
            changes.put(
                    "finish", () -> content.uploads().finish(REPOSITORY, open, GONE, chunk("def"), digest("abcdef")));
            changes.put("cancel", () -> content.uploads().cancel(REPOSITORY, open, GONE));
            changes.put("mount", () -> content.blobs().mount(OTHER, named, REPOSITORY, NOBODY));
            changes.put("delete a blob", () -> content.blobs().delete(REPOSITORY, alone, GONE));
            changes.put("rely on a blob", () -> content.blobs().findForPush(REPOSITORY, named, GONE));
            changes.put("rely on a manifest", () -> content.manifests().findForPush(REPOSITORY, image, GONE));
            changes.put("push", () -> content.manifests().put(without(manifest(image("alone"), "latest"))));
            changes.put("untag", () -> content.trash().untag(REPOSITORY, Tag.parse("latest"), DeletionTerms.of(GONE)));
            changes.put(
                    "delete a manifest",
                    () -> content.trash().removeManifest(REPOSITORY, image, DeletionTerms.of(GONE)));
            List<String> before = everything(fixture.database);
            long files = fixture.filesStored();

            changes.forEach((name, change) -> {
                assertThatExceptionOfType(NoLongerAllowedException.class)
                        .as(name)
                        .isThrownBy(change::run);
                assertThat(everything(fixture.database)).as(name).isEqualTo(before);
                assertThat(fixture.filesStored()).as(name).isEqualTo(files);
            });

            assertThat(fixture.finish(open, "def", digest("abcdef"))).isInstanceOf(UploadResult.Stored.class);
        }
    }

    private static ManifestPush without(ManifestPush push) {
        return new ManifestPush(
                push.repository(), push.digest(), push.tags(), push.mediaType(), push.bytes(), push.ifMatch(), NOBODY);
    }

    /// What every table that content writes to holds, an upload's writer aside.
    private static List<String> everything(Database database) {
        return database.read(sql -> {
            List<String> rows = new ArrayList<>();
            for (String columns : List.of(
                    "name FROM namespace",
                    "name FROM repository",
                    "digest FROM blob",
                    "storage_key FROM unlinked_blob",
                    "storage_key FROM removal",
                    "digest || leased_until || leased_by FROM link",
                    "id || length FROM upload",
                    "digest || leased_until || leased_by || pushed_at FROM manifest",
                    "name || digest || version FROM tag",
                    "name || version FROM tag_move",
                    "id FROM audit_entry")) {
                rows.add(columns);
                rows.addAll(sql.list("SELECT " + columns + " ORDER BY 1", row -> row.text(1)));
            }
            return rows;
        });
    }
}
