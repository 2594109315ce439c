package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.OTHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.TrashFixture.TERMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What goes along when something is deleted, and that it comes back as it was.
final class TrashTest {
    @OnBothDatabases
    void anIndexTakesItsChildrenSignaturesAndNothingThatOthersHold(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest alone = trash.image("amd64");
            Digest shared = trash.image("arm64", "arm");
            Digest nested = trash.index(List.of(alone, shared));
            Digest index = trash.index(List.of(nested, alone), "v1", "latest");
            Digest sbom = trash.referrer(index, "sbom");
            Digest signature = trash.referrer(sbom, "signature of the sbom");
            Digest kept = trash.referrer(index, "kept", "report");
            Digest cosign = trash.image("cosign", alone.fallbackTag() + ".sig");

            Deletion.Done done = trash.removeImage("v1");
            assertThat(done.manifests()).as("latest holds it").isEmpty();
            assertThat(done.tags()).containsExactly(new Tag("v1"));
            done = trash.removeImage("latest");

            assertThat(done.manifests())
                    .startsWith(index)
                    .containsExactlyInAnyOrder(index, nested, alone, sbom, signature, cosign);
            assertThat(done.tags()).containsExactlyInAnyOrder(new Tag("latest"), new Tag(alone.fallbackTag() + ".sig"));
            assertThat(trash.live(shared)).isTrue();
            assertThat(trash.live(kept)).isTrue();
            assertThat(List.of(index, nested, alone, sbom, signature, cosign)).noneMatch(trash::live);
            assertThat(trash.blob("arm64") && trash.blob("kept")).isTrue();
            assertThat(trash.blob("amd64") || trash.blob("sbom") || trash.blob("cosign"))
                    .isFalse();
            assertThat(fixture.content.trash().removeManifest(REPOSITORY, index, TERMS))
                    .isEqualTo(new Deletion.Unknown());

            Restoration.Restored back = trash.restore(done.id());
            assertThat(back.manifests()).containsExactlyInAnyOrderElementsOf(done.manifests());
            assertThat(back.missing()).isEmpty();
            assertThat(trash.tag("latest")).contains(index);
            assertThat(trash.tag("v1")).isEmpty();
            assertThat(trash.tag(alone.fallbackTag() + ".sig")).contains(cosign);
            assertThat(trash.blob("amd64") && trash.blob("cosign")).isTrue();
            assertThat(fixture.content
                            .referrers()
                            .list(REPOSITORY, index, "", 0)
                            .descriptors())
                    .hasSize(2);
            assertThat(fixture.content.trash().removeManifest(REPOSITORY, nested, TERMS))
                    .isEqualTo(new Deletion.NamedByIndex(index));
            trash.purgeAndCollect();
            assertThat(trash.live(index) && trash.live(signature)).isTrue();
            assertThat(fixture.count("deletion") + fixture.count("deletion_tag"))
                    .isZero();
        }
    }

    @OnBothDatabases
    void aLockKeepsAManifestAndWhatItIsIn(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest child = trash.image("child");
            Digest index = trash.index(List.of(child), "v1");
            assertThat(fixture.content.locks().lock(REPOSITORY, child, "audit", ALICE))
                    .isInstanceOf(LockResult.Done.class);
            assertThat(fixture.content.locks().lock(REPOSITORY, child, "", ALICE))
                    .isInstanceOf(LockResult.Already.class);

            trash.put(ContentFixture.image("child"), MediaType.OCI_MANIFEST, "one", "two");
            assertThat(trash.removeImage("one").manifests()).isEmpty();
            assertThat(trash.removeManifest(index).manifests()).containsExactly(index);
            assertThat(fixture.content.trash().removeImage(REPOSITORY, Tag.parse("two"), TERMS))
                    .isEqualTo(new Deletion.Locked(child, "audit"));
            trash.untag("two");
            assertThat(trash.live(child)).isTrue();
            assertThat(fixture.content.trash().removeManifest(REPOSITORY, child, TERMS))
                    .isEqualTo(new Deletion.Locked(child, "audit"));
            assertThat(fixture.content.changes().delete(RepositoryChanges.Seen.any(REPOSITORY), true, ALICE))
                    .isInstanceOf(RepositoryResult.Locked.class);
            assertThat(fixture.content.namespaces().delete("team", true, ALICE))
                    .isInstanceOf(NamespaceResult.Locked.class);
            assertThat(fixture.content.locks().unlock(REPOSITORY, child, ALICE)).isInstanceOf(LockResult.Done.class);
            assertThat(fixture.content.locks().unlock(REPOSITORY, child, ALICE)).isEqualTo(new LockResult.Unknown());
            trash.removeManifest(child);
        }
    }

    @OnBothDatabases
    void aTagThatPointsElsewhereByNowIsToldAndLeft(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest old = trash.image("old", "latest", "old");
            Deletion.Done done = trash.removeManifest(old);
            Digest young = trash.image("young", "latest");

            Restoration.Restored back = trash.restore(done.id());

            assertThat(back.tags()).containsExactly(new Tag("old"));
            assertThat(back.elsewhere()).containsExactly(new Restoration.Elsewhere(new Tag("latest"), old, young));
            assertThat(trash.tag("latest")).contains(young);
            assertThat(fixture.content
                            .manifests()
                            .find(REPOSITORY, old)
                            .orElseThrow()
                            .bytes())
                    .isEqualTo(ContentFixture.image("old"));
            assertThat(fixture.content.trash().restore(done.id(), ALICE)).isEqualTo(new Restoration.Nothing());
        }
    }

    @OnBothDatabases
    void oneTagComesBackAndTheOthersStayInTheTrash(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "a", "b");
            Digest cosign = trash.image("cosign", image.fallbackTag() + ".sig");
            Deletion.Done done = trash.removeManifest(image);

            trash.restored(fixture.content.trash().restore(done.id(), new Tag("a"), ALICE));
            assertThat(trash.tag("a")).contains(image);
            assertThat(trash.tag(image.fallbackTag() + ".sig")).contains(cosign);
            assertThat(trash.tag("b")).isEmpty();
            assertThat(fixture.content.trash().restore(done.id(), new Tag("a"), ALICE))
                    .isEqualTo(new Restoration.Nothing());
            TrashEntry entry =
                    fixture.content.trash().newest(REPOSITORY, new Tag("b")).orElseThrow();
            assertThat(entry.id()).isEqualTo(done.id());
            assertThat(entry.tags()).containsExactly(new TrashEntry.DeletedTag(new Tag("b"), image));

            trash.restore(done.id());
            assertThat(trash.tag("b")).contains(image);
            assertThat(fixture.content.trash().list("team", "", 9)).isEmpty();
        }
    }

    @OnBothDatabases
    void anUntaggedManifestThatWentLaterComesBackWithItsTag(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            Digest signature = trash.referrer(image, "signature");
            Deletion.Done untagged = trash.untag("v1");
            assertThat(trash.live(image)).isTrue();
            Deletion.Done deleted = trash.removeManifest(image);
            assertThat(fixture.content.trash().list(REPOSITORY, "", 9))
                    .extracting(TrashEntry::id)
                    .containsExactly(deleted.id(), untagged.id());

            trash.restore(untagged.id());

            assertThat(trash.tag("v1")).contains(image);
            assertThat(trash.live(signature)).isTrue();
        }
    }

    @OnBothDatabases
    void aChildThatAnotherDeletionTookComesAlong(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest child = trash.image("child", "child");
            Digest index = trash.index(List.of(child), "v1");
            Deletion.Done first = trash.removeManifest(index);
            Deletion.Done second = trash.removeImage("child");
            assertThat(second.manifests()).containsExactly(child);

            assertThat(trash.restore(first.id()).manifests()).containsExactly(index, child);
            assertThat(trash.tag("child")).isEmpty();
            trash.removeManifest(index);
            fixture.content.trash().purge(second.id(), ALICE);

            assertThat(fixture.content.trash().newest(REPOSITORY, index)).isPresent();
            assertThat(trash.restore(fixture.content
                                    .trash()
                                    .newest(REPOSITORY, index)
                                    .orElseThrow()
                                    .id())
                            .missing())
                    .isEmpty();
        }
    }

    @OnBothDatabases
    void whatIsGoneForGoodIsToldAsMissing(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest child = trash.image("child", "child");
            Digest index = trash.index(List.of(child), "v1");
            Deletion.Done first = trash.removeManifest(index);
            Deletion.Done second = trash.removeImage("child");
            fixture.content.trash().purge(second.id(), ALICE);
            fixture.lapseLeases();
            assertThat(fixture.content.trash().expire()).isOne();

            assertThat(trash.restore(first.id()).missing()).containsExactly(child);
            assertThat(trash.tag("v1")).contains(index);
        }
    }

    @OnBothDatabases
    void aDeletionHappensOnlyUnderItsConditions(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            Trash all = fixture.content.trash();
            Tag tag = new Tag("v1");

            assertThat(all.untag(REPOSITORY, tag, TERMS.atVersion(2)))
                    .isEqualTo(new Deletion.TagMoved(tag, Optional.of(image)));
            IfMatch other = new IfMatch(false, Set.of(ContentFixture.digest("x")));
            assertThat(all.removeImage(REPOSITORY, tag, TERMS.ifMatch(Optional.of(other))))
                    .isEqualTo(new Deletion.TagMoved(tag, Optional.of(image)));
            assertThat(all.removeManifest(REPOSITORY, image, TERMS.onlyWhenIdle()))
                    .isEqualTo(new Deletion.InUse(image, Deletion.Use.TAG));
            Deletion retired = all.removeImage(
                    REPOSITORY, tag, TERMS.atVersion(1).onlyWhenIdle().because(Cause.RETENTION));
            assertThat(((Deletion.Done) retired).manifests()).as("it is leased").isEmpty();
            fixture.advance(Duration.ofMillis(1));
            assertThat(all.removeManifest(REPOSITORY, image, TERMS.onlyWhenIdle()))
                    .isEqualTo(new Deletion.InUse(image, Deletion.Use.LEASE));
            fixture.lapseLeases();
            assertThat(all.removeManifest(REPOSITORY, image, TERMS.onlyWhenIdle()))
                    .isInstanceOf(Deletion.Done.class);
            assertThat(all.removeManifest(OTHER, image, TERMS)).isEqualTo(new Deletion.Unknown());
            assertThat(all.list("team", "", 9))
                    .extracting(entry -> entry.circumstances().cause())
                    .containsExactly(Cause.REQUEST, Cause.RETENTION);
            assertThat(TERMS.tagVersion()).isEqualTo(OptionalLong.empty());
        }
    }

    @OnBothDatabases
    void trashIsOutsideTheQuotaAndComesBackOnlyWhereItFits(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("a large layer", "v1");
            long used = fixture.content.namespaces().holding("team").usedBytes();
            Deletion.Done done = trash.removeManifest(image);
            assertThat(done.bytes()).isEqualTo(used);
            assertThat(fixture.content.namespaces().holding("team")).isEqualTo(new Namespaces.Holding(1, 0, used));
            assertThat(fixture.content.trash().find(done.id()).orElseThrow().contents())
                    .isEqualTo(new TrashEntry.Contents(1, used));
            NamespaceChange limit = new NamespaceChange(
                    Optional.empty(), Optional.empty(), Optional.of(new Limits(null, used - 1)), Optional.empty());
            fixture.content.namespaces().change("team", limit, OptionalLong.empty(), ALICE);

            assertThat(fixture.content.trash().restore(done.id(), ALICE))
                    .isEqualTo(new Restoration.Refused(new Refusal.TooManyBytes("team", 0, used, used - 1)));
            assertThat(trash.live(image)).isFalse();
            trash.assertExact();
            assertThat(trash.purgeAndCollect()).isEqualTo("a large layer".length());
            assertThat(fixture.content.namespaces().holding("team")).isEqualTo(new Namespaces.Holding(1, 0, 0));
            assertThat(fixture.count("manifest_content")).isZero();
        }
    }

    @OnBothDatabases
    void whatAHeadAnsweredForIsThereForThePush(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest child = trash.image("layer", "v1");
            byte[] index = trash.indexBytes(List.of(child));
            trash.removeManifest(child);
            assertThat(trash.blob("layer")).isFalse();
            assertThat(fixture.content
                            .blobs()
                            .mount(OTHER, ContentFixture.digest("layer"), REPOSITORY, ContentFixture.PUSHER))
                    .isEqualTo(new Blobs.Mounted.NotThere());

            Digest parent = trash.put(index, MediaType.OCI_INDEX, "v2");
            assertThat(trash.live(child) && trash.blob("layer")).isTrue();
            trash.assertExact();
            trash.removeManifest(parent);
            fixture.lapseLeases();

            assertThat(trash.tryPut(index, MediaType.OCI_INDEX, "v2"))
                    .isEqualTo(new ManifestResult.Missing(List.of(child)));
            assertThat(trash.tryPut(ContentFixture.image("layer"), MediaType.OCI_MANIFEST, "v1"))
                    .isEqualTo(new ManifestResult.Missing(List.of(ContentFixture.digest("layer"))));
        }
    }

    @OnBothDatabases
    void aLeaseInTheTrashHoldsWhatIsPurged(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            Deletion.Done done = trash.removeManifest(image);

            assertThat(fixture.content.trash().purge(done.id(), ALICE)).isTrue();
            assertThat(fixture.content.trash().purge(done.id(), ALICE)).isFalse();
            assertThat(fixture.content.trash().restore(done.id(), ALICE)).isEqualTo(new Restoration.Nothing());
            assertThat(trash.collect()).isZero();
            trash.put(ContentFixture.image("layer"), MediaType.OCI_MANIFEST, "v1");
            assertThat(trash.blob("layer")).isTrue();

            assertThat(trash.purgeAndCollect()).isZero();
            assertThat(fixture.content.trash().purgeAll("team", ALICE)).isZero();
            trash.removeImage("v1");
            assertThat(fixture.content.trash().purgeAll("team", ALICE)).isOne();
            assertThat(trash.purgeAndCollect()).isEqualTo("layer".length());
        }
    }

    @OnBothDatabases
    void aReferrerThatCameAfterItsSubjectsDeletionFollowsIt(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            TrashFixture trash = new TrashFixture(fixture);
            Digest image = trash.image("layer", "v1");
            trash.removeManifest(image);
            Digest signature = trash.referrer(image, "signature");
            Digest cosign = trash.image("cosign", image.fallbackTag() + ".sig");
            Digest kept = trash.referrer(image, "kept", "kept");

            trash.purgeAndCollect();

            assertThat(trash.live(signature) || trash.live(cosign)).isFalse();
            assertThat(trash.live(kept)).isTrue();
        }
    }
}
