package dev.entrepot.content;

import static dev.entrepot.content.ContentFixture.ALICE;
import static dev.entrepot.content.ContentFixture.IN_TRANSACTION;
import static dev.entrepot.content.ContentFixture.PUSHER;
import static dev.entrepot.content.ContentFixture.REPOSITORY;
import static dev.entrepot.content.ContentFixture.image;
import static dev.entrepot.content.ContentFixture.inBackground;
import static dev.entrepot.content.Documents.at;
import static dev.entrepot.content.Documents.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Tags that point to what lies elsewhere.
final class PromotionsTest {
    private static final RepositoryName TARGET = new RepositoryName("live/app");

    private static Promotion promotion(Reference source, RepositoryName to, String target) {
        return new Promotion(REPOSITORY, source, to, Tag.parse(target), Optional.empty());
    }

    private static Promotion toTarget(String source, String target) {
        return promotion(Tag.parse(source), TARGET, target);
    }

    private static Promotion expecting(Promotion promotion, Promotion.Expected expected) {
        return new Promotion(
                promotion.from(), promotion.source(), promotion.to(), promotion.target(), Optional.of(expected));
    }

    private static PromotionResult promote(ContentFixture fixture, Promotion... promotions) {
        return fixture.content.promotions().promote(List.of(promotions), true, PUSHER, (from, manifest) -> true);
    }

    private static List<PromotionResult.Promoted> done(PromotionResult result) {
        assertThat(result).isInstanceOf(PromotionResult.Done.class);
        return ((PromotionResult.Done) result).promoted();
    }

    /// Nothing that is counted is off, whatever was copied.
    private static void requireExactUsage(ContentFixture fixture, String namespace) {
        Recount recount = fixture.content.namespaces().recount(namespace, ALICE).orElseThrow();
        assertThat(recount.usedBytes()).isEqualTo(recount.beforeBytes()).isPositive();
    }

    @OnBothDatabases
    void anIndexGoesWithChildrenAndSignatures(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two", "sig", "old", "sbom").forEach(fixture::push);
            Digest one = push(fixture, image("one"));
            Digest two = push(fixture, image("two"));
            byte[] index = Documents.index(image("one"), image("two"));
            Digest both = push(fixture, index, "v1", "v1.0");
            Digest signature = push(fixture, Documents.referrer("sig", image("one")));
            Digest ofSignature = push(fixture, Documents.referrer("sbom", Documents.referrer("sig", image("one"))));
            String cosign = both.toString().replace(':', '-') + ".sig";
            Digest legacy = push(fixture, image("old"), cosign);
            long files = fixture.filesStored();

            List<PromotionResult.Promoted> promoted = done(promote(fixture, toTarget("v1", "stable")));

            assertThat(promoted).hasSize(1);
            assertThat(promoted.getFirst().manifests())
                    .containsExactlyInAnyOrder(both, one, two, signature, ofSignature, legacy);
            assertThat(promoted.getFirst().kept()).isEmpty();
            assertThat(at(fixture, TARGET, "stable")).contains(both);
            assertThat(at(fixture, TARGET, cosign)).contains(legacy);
            assertThat(fixture.content.tags().namesAfter(TARGET, "", 10))
                    .hasValueSatisfying(names -> assertThat(names).containsExactly(cosign, "stable"));
            for (String blob : List.of("one", "two", "sig", "old", "sbom")) {
                assertThat(fixture.content.blobs().find(TARGET, ContentFixture.digest(blob)))
                        .isPresent();
            }
            assertThat(fixture.filesStored()).isEqualTo(files);
            requireExactUsage(fixture, "live");
            assertThat(fixture.content.trash().removeManifest(TARGET, one, DeletionTerms.of(ALICE)))
                    .isInstanceOf(Deletion.NamedByIndex.class);
            assertThat(done(promote(fixture, toTarget("v1", "stable")))
                            .getFirst()
                            .manifests())
                    .isEmpty();
        }
    }

    @OnBothDatabases
    void signaturesStayBehindWhenNotAskedFor(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "sig").forEach(fixture::push);
            Digest one = push(fixture, image("one"), "v1");
            Digest signature = push(fixture, Documents.referrer("sig", image("one")));

            fixture.content
                    .promotions()
                    .promote(List.of(toTarget("v1", "v1")), false, PUSHER, (from, manifest) -> true);

            assertThat(at(fixture, TARGET, "v1")).contains(one);
            assertThat(fixture.content.manifests().find(TARGET, signature)).isEmpty();
        }
    }

    @OnBothDatabases
    void signaturesMadeInTheTargetAreLeftAlone(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "first", "second").forEach(fixture::push);
            Digest one = push(fixture, image("one"), "v1");
            String cosign = one.toString().replace(':', '-') + ".sig";
            push(fixture, image("first"), cosign);
            done(promote(fixture, toTarget("v1", "v1")));
            Digest second = push(fixture, image("second"), cosign);
            done(promote(fixture, toTarget("v1", "v1")));
            assertThat(at(fixture, TARGET, cosign)).contains(second);
            fixture.push(TARGET, "theirs");
            Digest theirs = push(fixture, TARGET, image("theirs"), cosign);

            PromotionResult.Promoted promoted =
                    done(promote(fixture, toTarget("v1", "v1"))).getFirst();

            assertThat(promoted.kept()).isEqualTo(Documents.tags(cosign));
            assertThat(at(fixture, TARGET, cosign)).contains(theirs);
        }
    }

    @OnBothDatabases
    void severalTagsMoveTogetherOrNotAtAll(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two").forEach(fixture::push);
            Digest one = push(fixture, image("one"), "blue");
            Digest two = push(fixture, image("two"), "green");
            Promotion swapped = promotion(Tag.parse("blue"), REPOSITORY, "green");

            assertThat(done(promote(fixture, swapped, promotion(Tag.parse("green"), REPOSITORY, "blue"))))
                    .extracting(PromotionResult.Promoted::previous)
                    .containsExactly(Optional.of(two), Optional.of(one));
            assertThat(at(fixture, REPOSITORY, "blue")).contains(two);
            assertThat(at(fixture, REPOSITORY, "green")).contains(one);

            Promotion unknown = toTarget("none", "v2");
            assertThat(promote(fixture, toTarget("blue", "v1"), unknown))
                    .isEqualTo(new PromotionResult.Unknown(unknown));
            assertThat(fixture.content.repositories().find(TARGET)).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> promote(fixture, toTarget("blue", "v1"), toTarget("green", "v1")))
                    .withMessageContaining("live/app:v1");
        }
    }

    @OnBothDatabases
    void aTargetMustBeWhereItIsExpected(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two").forEach(fixture::push);
            Digest one = push(fixture, image("one"), "v1");
            Digest two = push(fixture, image("two"));
            Promotion fresh = expecting(toTarget("v1", "v1"), new Promotion.Expected.Nowhere());

            done(promote(fixture, fresh));
            assertThat(promote(fixture, fresh)).isEqualTo(new PromotionResult.TagMoved(fresh, Optional.of(one)));

            Promotion stale = expecting(promotion(two, TARGET, "v1"), new Promotion.Expected.At(two));
            assertThat(promote(fixture, stale)).isEqualTo(new PromotionResult.TagMoved(stale, Optional.of(one)));
            done(promote(fixture, expecting(promotion(two, TARGET, "v1"), new Promotion.Expected.At(one))));
            assertThat(at(fixture, TARGET, "v1")).contains(two);
        }
    }

    @OnBothDatabases
    void rulesAndLimitsHoldAsForAPush(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            List.of("one", "two").forEach(fixture::push);
            Digest one = push(fixture, image("one"), "v1");
            push(fixture, image("two"), "v2");
            done(promote(fixture, toTarget("v1", "stable")));
            fixture.database.write(
                    sql -> sql.update("UPDATE namespace SET immutable_tags = ? WHERE name = ?", "stable", "live"));

            assertThat(promote(fixture, toTarget("v2", "stable")))
                    .isEqualTo(new PromotionResult.Refused(
                            new Refusal.FrozenTag(TARGET, new Tag("stable"), new Freeze("stable", "live"), one)));
            done(promote(fixture, toTarget("v1", "stable")));

            fixture.database.write(
                    sql -> sql.update("UPDATE namespace SET max_bytes = ? WHERE name = ?", 500L, "live"));
            assertThat(promote(fixture, toTarget("v2", "next")))
                    .isInstanceOfSatisfying(
                            PromotionResult.Refused.class,
                            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.TooManyBytes.class));
            assertThat(at(fixture, TARGET, "next")).isEmpty();
            requireExactUsage(fixture, "live");
            assertThat(fixture.content
                            .promotions()
                            .promote(
                                    List.of(promotion(one, new RepositoryName("none/app"), "v1")),
                                    true,
                                    new Pusher(ALICE, Births.REPOSITORY_ONLY),
                                    (from, manifest) -> true))
                    .isEqualTo(new PromotionResult.Refused(new Refusal.NoNamespace("none")));
        }
    }

    @OnBothDatabases
    void oneChangeHasOneEntryInTheAudit(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("one");
            push(fixture, image("one"), "v1");
            long before = fixture.count("audit_entry");

            done(promote(fixture, promotion(Tag.parse("v1"), REPOSITORY, "v2"), toTarget("v1", "v1")));
            done(promote(fixture, promotion(Tag.parse("v1"), REPOSITORY, "v2"), toTarget("v1", "v1")));

            // Two tags, and the births of the namespace and the repository.
            assertThat(fixture.count("audit_entry")).isEqualTo(before + 4);
        }
    }

    @OnBothDatabases
    void aPromotionAndTheDeletionOfItsSourceBothSucceed(TestDatabase test) {
        try (ContentFixture fixture = new ContentFixture(test)) {
            fixture.push("one");
            Digest one = push(fixture, image("one"), "v1");
            fixture.stops.arm(IN_TRANSACTION);
            CompletableFuture<PromotionResult> promotion =
                    inBackground(() -> promote(fixture, promotion(one, TARGET, "v1")));
            fixture.stops.awaitReached(IN_TRANSACTION);
            CompletableFuture<Deletion> deletion = inBackground(
                    () -> fixture.content.trash().removeManifest(REPOSITORY, one, DeletionTerms.of(ALICE)));

            fixture.stops.release(IN_TRANSACTION);

            assertThat(promotion.join()).isInstanceOf(PromotionResult.Done.class);
            assertThat(deletion.join()).isInstanceOf(Deletion.Done.class);
            assertThat(at(fixture, TARGET, "v1")).contains(one);
            assertThat(fixture.content.blobs().find(TARGET, ContentFixture.digest("one")))
                    .isPresent();
        }
    }
}
