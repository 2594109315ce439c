package dev.entrepot.scanning;

import static dev.entrepot.scanning.ScanningFixture.ALICE;
import static dev.entrepot.scanning.ScanningFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.content.Births;
import dev.entrepot.content.Promotion;
import dev.entrepot.content.PromotionResult;
import dev.entrepot.content.Pusher;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How images come into the queue, and what becomes of them there.
final class QueueTest {
    private static final String BASE = "distribution debian 12 bookworm\ndeb libc6 2.36-9 glibc";
    private static final String LODASH = "npm lodash 4.17.15";

    @OnBothDatabases
    void aPushedImageIsReadLayerByLayer(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(BASE, LODASH), "v1");
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.PENDING);

            int read = fixture.scan();

            ImageScan scan = fixture.found(image);
            assertThat(read).isEqualTo(1);
            assertThat(scan.state()).isEqualTo(ImageScan.State.READ);
            assertThat(scan.problem()).isEmpty();
            assertThat(scan.scannedAt()).isPresent();
            assertThat(scan.labels()).containsEntry("name", "");
            assertThat(scan.distribution().orElseThrow().id()).isEqualTo("debian");
            assertThat(fixture.packages(image)).containsExactly("libc6 2.36-9", "lodash 4.17.15");
            assertThat(scan.packages().getFirst().what().licences()).containsExactly("MIT");
            assertThat(scan.packages().getLast().path()).isEqualTo("app/node_modules/lodash/package.json");
            assertThat(fixture.scanning.config("team", image).orElseThrow().user())
                    .isEqualTo("app");
            assertThat(fixture.events("image.scanned")).containsExactly("image.scanned team/app");
            assertThat(fixture.lastEvent("image.").body()).contains("\"tags\":[\"v1\"]", "\"packages\":2");
        }
    }

    @OnBothDatabases
    void aLayerIsReadOncePerNamespace(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.image(APP, List.of(BASE, LODASH), "one", "v1");
            fixture.image(APP, List.of(BASE, "npm minimist 1.2.0"), "two", "v2");
            fixture.image(new RepositoryName("team/other"), List.of(BASE), "three", "v3");
            fixture.image(new RepositoryName("rival/app"), List.of(BASE), "four", "v4");

            int read = fixture.scan();

            assertThat(read).isEqualTo(4);
            assertThat(fixture.layers.read).hasSize(4);
            assertThat(fixture.layers.read)
                    .filteredOn(layer -> layer.startsWith("rival "))
                    .hasSize(1);
            assertThat(fixture.count("SELECT COUNT(*) FROM package")).isEqualTo(3);
        }
    }

    @OnBothDatabases
    void aWhiteoutHidesWhatLowerLayersBrought(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH, "whiteout app/node_modules/lodash/package.json"), "v1");

            fixture.scan();

            assertThat(fixture.packages(image)).isEmpty();
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.READ);
        }
    }

    @OnBothDatabases
    void whatIsNoImageSaysSoAtOnce(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest layer = fixture.blob(APP, "{}");
            String empty = ScanningFixture.descriptor("application/vnd.oci.empty.v1+json", layer, "{}");
            Digest bill = fixture.manifest(APP, empty, List.of(empty), ",\"artifactType\":\"application/spdx+json\"");
            String config = ScanningFixture.descriptor("application/vnd.oci.image.config.v1+json", layer, "{}");
            Digest attestation = fixture.manifest(
                    APP, config, List.of(ScanningFixture.descriptor("application/vnd.in-toto+json", layer, "{}")), "");
            assertThat(fixture.found(bill).state()).isEqualTo(ImageScan.State.UNREADABLE);

            int read = fixture.scan();

            assertThat(read).isZero();
            assertThat(fixture.found(bill).problem()).isEqualTo("is no image: application/spdx+json");
            assertThat(fixture.found(attestation).problem()).isEqualTo("is no image: application/vnd.in-toto+json");
        }
    }

    @OnBothDatabases
    void imagesUnderAnIndexAreItsChildrenThatCanRun(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest one = fixture.image(APP, List.of(LODASH), "one");
            Digest two = fixture.image(APP, List.of(LODASH), "two");
            Digest blob = fixture.blob(APP, "{}");
            Digest attestation = fixture.manifest(
                    APP,
                    ScanningFixture.descriptor("application/vnd.oci.image.config.v1+json", blob, "{}"),
                    List.of(ScanningFixture.descriptor("application/vnd.in-toto+json", blob, "{}")),
                    "");
            Digest inner = fixture.index(APP, List.of(two));
            Digest outer = fixture.index(APP, List.of(one, attestation, inner), "v1");
            fixture.scan();

            assertThat(fixture.scanning.images(APP, outer)).containsExactlyInAnyOrder(one, two);
            assertThat(fixture.scanning.images(APP, one)).containsExactly(one);
            assertThat(fixture.scanning.find("team", outer)).isEmpty();
            assertThat(fixture.lastEvent("image.scanned").body()).contains("\"tags\":[");
        }
    }

    @OnBothDatabases
    void aBrokenLayerLeavesThePartThatCanBeRead(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest part = fixture.image(List.of(BASE, "broken it ends early"), "part");
            Digest nothing = fixture.image(List.of("broken it is a bomb"), "nothing");
            Digest partly = fixture.image(List.of(LODASH + "\npartly a jar in it is nested too deep"), "partly");

            fixture.scan();

            assertThat(fixture.found(part).state()).isEqualTo(ImageScan.State.PART);
            assertThat(fixture.found(part).problem())
                    .startsWith("layer sha256:")
                    .endsWith("it ends early");
            assertThat(fixture.packages(part)).containsExactly("libc6 2.36-9");
            assertThat(fixture.found(nothing).state()).isEqualTo(ImageScan.State.UNREADABLE);
            assertThat(fixture.found(partly).state()).isEqualTo(ImageScan.State.PART);
            assertThat(fixture.count("SELECT COUNT(*) FROM image_scan WHERE due_at IS NOT NULL"))
                    .isZero();
        }
    }

    @OnBothDatabases
    void aLayerOfAnotherContentThanTheConfigPromisesIsNoted(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            String config = "{\"rootfs\":{\"diff_ids\":[\"sha256:" + "0".repeat(64) + "\"]}}";
            Digest image = fixture.manifest(
                    APP,
                    ScanningFixture.descriptor(
                            "application/vnd.oci.image.config.v1+json", fixture.blob(APP, config), config),
                    List.of(ScanningFixture.descriptor(
                            "application/vnd.oci.image.layer.v1.tar", fixture.blob(APP, LODASH), LODASH)),
                    "",
                    "v1");

            fixture.scan();

            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.PART);
            assertThat(fixture.found(image).problem()).contains("unpacks to", "its config promises sha256:000");
        }
    }

    @OnBothDatabases
    void causesOutsideTheImageAreTriedAgain(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.layers.failing = true;
            fixture.scan();
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.PENDING);
            assertThat(fixture.found(image).problem()).contains("its bytes could not be read");
            assertThat(fixture.scan()).isZero();

            fixture.layers.failing = false;
            fixture.later();
            int read = fixture.scan();

            assertThat(read).isEqualTo(1);
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.READ);
        }
    }

    @OnBothDatabases
    void whoWaitsForWhatWasTriedInVainHastensNothing(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.layers.failing = true;
            fixture.scan();

            ImageScan waited =
                    fixture.scanning.await("team", image, Duration.ofMillis(50)).orElseThrow();

            assertThat(waited.state()).isEqualTo(ImageScan.State.PENDING);
            assertThat(fixture.scan()).isZero();
            fixture.scanning.request(APP, image, false);
            assertThat(fixture.scan()).isEqualTo(1);
        }
    }

    @OnBothDatabases
    void whileLayersCannotBeReadHereImagesWait(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.layers.refusal = Optional.of("this kernel has no user namespaces");

            fixture.scan();

            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.PENDING);
            assertThat(fixture.found(image).problem()).contains("no user namespaces");
        }
    }

    @OnBothDatabases
    void aDamagedLayerIsReadOnceItIsHealed(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(BASE, LODASH), "v1");
            Digest layer = Digest.of(Digest.Algorithm.SHA256, LODASH.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            fixture.database.write(
                    sql -> sql.update("UPDATE blob SET state = 'damaged' WHERE digest = ?", layer.toString()));
            fixture.scan();
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.PART);
            assertThat(fixture.found(image).problem()).contains("is damaged here");

            fixture.blob(APP, LODASH);
            int read = fixture.scan();

            assertThat(read).isEqualTo(1);
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.READ);
            assertThat(fixture.packages(image)).contains("lodash 4.17.15");
        }
    }

    @OnBothDatabases
    void foreignLayersAreNotFetched(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            String config = "{}";
            Digest absent = Digest.of(Digest.Algorithm.SHA256, new byte[] {1});
            Digest image = fixture.manifest(
                    APP,
                    ScanningFixture.descriptor(
                            "application/vnd.oci.image.config.v1+json", fixture.blob(APP, config), config),
                    List.of(
                            ScanningFixture.descriptor(
                                    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                                    absent,
                                    1,
                                    ",\"urls\":[\"http://127.0.0.1:9/layer\"]"),
                            ScanningFixture.descriptor(
                                    "application/vnd.oci.image.layer.v1.tar", fixture.blob(APP, LODASH), LODASH)),
                    "");

            fixture.scan();

            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.PART);
            assertThat(fixture.found(image).problem()).contains(absent + " is not stored here; the URLs");
            assertThat(fixture.packages(image)).containsExactly("lodash 4.17.15");
        }
    }

    @OnBothDatabases
    void whatIsAskedForComesFirst(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            for (int i = 0; i < 5; i++) {
                fixture.image(APP, List.of("npm early" + i + " 1.0.0"), "early" + i);
            }
            Digest late = fixture.image(APP, List.of("npm late 1.0.0"), "late");
            fixture.scanning.look();

            fixture.scanning.request(APP, late, false);
            step(fixture);

            assertThat(fixture.found(late).state()).isEqualTo(ImageScan.State.READ);
            assertThat(fixture.count("SELECT COUNT(*) FROM image_scan WHERE state = 'pending'"))
                    .isEqualTo(5);
        }
    }

    private static void step(ScanningFixture fixture) {
        try {
            assertThat(fixture.scanning.step()).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @OnBothDatabases
    void anImageIsReadAgainOnlyWhenAskedSo(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            fixture.scanning.request(APP, image, false);
            assertThat(fixture.scan()).isZero();

            fixture.scanning.request(APP, image, true);
            int read = fixture.scan();

            assertThat(read).isEqualTo(1);
            assertThat(fixture.layers.read).hasSize(2);
        }
    }

    @OnBothDatabases
    void imagesOfOlderReadersAreReadAgain(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            fixture.database.write(sql -> sql.update("UPDATE image_scan SET reader = ?", ImageReading.READER - 1));
            fixture.database.write(sql -> sql.update("UPDATE layer_reading SET reader = ?", ImageReading.READER - 1));

            int read = fixture.scan();

            assertThat(read).isEqualTo(1);
            assertThat(fixture.layers.read).hasSize(2);
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.READ);
        }
    }

    @OnBothDatabases
    void copiesInAnotherNamespaceAreReadThere(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            Digest image = fixture.image(List.of(LODASH), "v1");
            fixture.scan();
            RepositoryName to = new RepositoryName("rival/app");

            PromotionResult result = fixture.content
                    .promotions()
                    .promote(
                            List.of(new Promotion(APP, Tag.parse("v1"), to, Tag.parse("v1"), Optional.empty())),
                            false,
                            new Pusher(ALICE, Births.NAMESPACE_TOO),
                            (from, manifest) -> true);
            fixture.scan();

            assertThat(result).isInstanceOf(PromotionResult.Done.class);
            assertThat(fixture.layers.read).hasSize(2);
            assertThat(fixture.scanning.find("rival", image).orElseThrow().packages())
                    .hasSize(1);
        }
    }

    @OnBothDatabases
    void whereScanningIsOffImagesAreReadOnlyWhenSomebodyAsks(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.image(APP, List.of(LODASH), "first");
            fixture.database.write(sql -> sql.update("UPDATE repository SET scanning = 'off'"));
            Digest image = fixture.image(APP, List.of(LODASH), "second");
            fixture.scan();
            assertThat(fixture.found(image).state()).isEqualTo(ImageScan.State.PENDING);
            assertThat(fixture.found(image).problem()).contains("entrepot scan");

            fixture.scanning.start();
            ImageScan scan = fixture.scanning
                    .await("team", image, Duration.ofSeconds(20))
                    .orElseThrow();

            assertThat(scan.state()).isEqualTo(ImageScan.State.READ);
        }
    }

    @OnBothDatabases
    void whoeverWaitsForAnImageGetsItWhenItIsRead(TestDatabase test) {
        try (ScanningFixture fixture = new ScanningFixture(test)) {
            fixture.scanning.start();
            Digest image = fixture.image(List.of(LODASH), "v1");

            ImageScan scan = fixture.scanning
                    .await("team", image, Duration.ofSeconds(20))
                    .orElseThrow();

            assertThat(scan.state()).isEqualTo(ImageScan.State.READ);
            Digest nowhere = Digest.of(Digest.Algorithm.SHA256, new byte[] {7});
            assertThat(fixture.scanning.await("team", nowhere, Duration.ofSeconds(20)))
                    .isEmpty();
        }
    }
}
