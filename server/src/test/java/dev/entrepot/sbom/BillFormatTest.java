package dev.entrepot.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BillFormatTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final BillSchemas SCHEMAS = new BillSchemas();

    @ParameterizedTest
    @EnumSource
    void everyDocumentFollowsItsSchema(BillFormat format) {
        Bill empty = new Bill(Bills.subject(""), Optional.empty(), List.of(), "0.1.0");
        Bill inPart = new Bill(
                Bills.subject("layer 3 is encrypted"),
                Optional.of(Bills.BOOKWORM),
                Bills.full().packages(),
                "0.1.0");

        for (Bill bill : List.of(empty, inPart, Bills.full())) {
            assertThat(SCHEMAS.violations(format, Bills.written(format, bill))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void schemaRefusesWhatIsWrong(BillFormat format) {
        String document = new String(Bills.written(format, Bills.full()), StandardCharsets.UTF_8);
        String broken = document.replace("\"specVersion\":\"1.6\"", "\"specVersion\":1")
                .replace("\"dataLicense\":\"CC0-1.0\"", "\"dataLicense\":1");

        assertThat(SCHEMAS.violations(format, broken.getBytes(StandardCharsets.UTF_8)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void sameBillIsWrittenAsTheSameBytesInAnyOrder(BillFormat format) {
        List<FoundPackage> shuffled = new ArrayList<>(Bills.full().packages());
        Collections.shuffle(shuffled, new Random(7));
        shuffled.add(shuffled.getFirst());
        Bill other = new Bill(Bills.subject(""), Optional.of(Bills.BOOKWORM), shuffled, "0.1.0");

        assertThat(Bills.written(format, other)).isEqualTo(Bills.written(format, Bills.full()));
    }

    @ParameterizedTest
    @EnumSource
    void formatsGoByTheirIds(BillFormat format) {
        assertThat(BillFormat.of(format.id())).contains(format);
        assertThat(BillFormat.of("xml")).isEmpty();
        assertThat(format.mediaType()).endsWith("+json");
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheOutputIsReported(BillFormat format) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> format.write(Bills.full(), full))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
    }

    @Test
    void cycloneDxSaysWhatItIsAbout() {
        JsonNode document = read(BillFormat.CYCLONEDX, Bills.full());

        JsonNode image = document.at("/metadata/component");
        assertThat(image.path("type").asString()).isEqualTo("container");
        assertThat(image.path("purl").asString())
                .isEqualTo("pkg:oci/app@sha256:" + "a".repeat(64)
                        + "?arch=arm64&repository_url=registry.example:5000%2Fteam%2FApp&tag=1.0");
        assertThat(image.at("/hashes/0/content").asString()).isEqualTo("a".repeat(64));
        assertThat(document.at("/metadata/timestamp").asString()).isEqualTo("2026-11-23T10:15:30.123456Z");
        assertThat(document.path("serialNumber").asString()).matches("urn:uuid:[0-9a-f-]{36}");
        assertThat(document.has("compositions")).isFalse();
    }

    @Test
    void cycloneDxTellsLayerPathAndSourceOfEachPackage() {
        JsonNode component = component(Bills.full(), "libssl3");

        assertThat(component.path("properties").valueStream().map(Object::toString))
                .containsExactly(
                        "{\"name\":\"entrepot:layerDigest\",\"value\":\"" + Bills.LAYER + "\"}",
                        "{\"name\":\"entrepot:path\",\"value\":\"var/lib/dpkg/status\"}",
                        "{\"name\":\"entrepot:sourceName\",\"value\":\"openssl\"}",
                        "{\"name\":\"entrepot:sourceVersion\",\"value\":\"3.0-1\"}");
    }

    @Test
    void cycloneDxDividesNamesIntoGroupAndName() {
        Bill bill = Bills.of(
                Bills.found(Package.of(PackageType.MAVEN, "org.example:one", "1"), "a.jar"),
                Bills.found(Package.of(PackageType.NPM, "@scope/two", "1"), "b"),
                Bills.found(Package.of(PackageType.GOLANG, "example.com/Three", "1"), "c"));

        assertThat(component(bill, "one").path("group").asString()).isEqualTo("org.example");
        assertThat(component(bill, "two").path("group").asString()).isEqualTo("@scope");
        assertThat(component(bill, "example.com/Three").has("group")).isFalse();
    }

    @Test
    void cycloneDxWritesLicencesByWhatTheyAre() {
        Bill bill = Bills.full();

        assertThat(component(bill, "id").path("licenses")).hasToString("[{\"license\":{\"id\":\"MIT\"}}]");
        assertThat(component(bill, "expression").path("licenses"))
                .hasToString("[{\"expression\":"
                        + "\"MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR Apache-2.0+)\"}]");
        assertThat(component(bill, "name").path("licenses"))
                .hasToString("[{\"license\":{\"name\":\"GPLv2+ and friends\"}}]");
        assertThat(component(bill, "several").path("licenses"))
                .hasToString("[{\"license\":{\"id\":\"MIT\"}},{\"license\":{\"id\":\"BSD-3-Clause\"}}]");
        assertThat(component(bill, "compound").path("licenses"))
                .hasToString("[{\"expression\":\"(MIT OR Apache-2.0) AND Zlib\"}]");
        assertThat(component(bill, "mixed").path("licenses"))
                .hasToString("[{\"license\":{\"name\":\"MIT OR Apache-2.0\"}},{\"license\":{\"name\":\"custom\"}}]");
        assertThat(component(bill, "libssl3").has("licenses")).isFalse();
    }

    @Test
    void samePackageInTwoPlacesIsTwoComponents() {
        Package what = Package.of(PackageType.NPM, "lodash", "4.17.15");
        JsonNode document = read(BillFormat.CYCLONEDX, Bills.of(Bills.found(what, "a"), Bills.found(what, "b")));

        assertThat(document.path("components")
                        .valueStream()
                        .map(one -> one.path("bom-ref").asString()))
                .containsExactly("operating-system:debian:12", "pkg:npm/lodash@4.17.15", "pkg:npm/lodash@4.17.15#2");
    }

    @Test
    void cycloneDxHangsEachPackageOntoImageOrOperatingSystem() {
        Bill bill = Bills.of(
                Bills.found(Package.of(PackageType.DEB, "bash", "5"), "s"),
                Bills.found(Package.of(PackageType.NPM, "lodash", "4"), "l"));

        JsonNode dependencies = read(BillFormat.CYCLONEDX, bill).path("dependencies");

        assertThat(dependencies.at("/0/dependsOn"))
                .hasToString("[\"operating-system:debian:12\",\"pkg:npm/lodash@4\"]");
        assertThat(dependencies.at("/1/dependsOn")).hasToString("[\"pkg:deb/debian/bash@5?distro=debian-12\"]");
    }

    @Test
    void imageReadInPartIsSaidToBe() {
        Bill bill = new Bill(Bills.subject("layer 3 is encrypted"), Optional.empty(), List.of(), "0.1.0");

        JsonNode cycloneDx = read(BillFormat.CYCLONEDX, bill);
        assertThat(cycloneDx.at("/compositions/0/aggregate").asString()).isEqualTo("incomplete");
        assertThat(cycloneDx.at("/compositions/0/assemblies/0")).isEqualTo(cycloneDx.at("/metadata/component/bom-ref"));
        assertThat(cycloneDx.at("/metadata/component/properties").toString())
                .contains("{\"name\":\"entrepot:readInPart\",\"value\":\"layer 3 is encrypted\"}");
        JsonNode spdx = read(BillFormat.SPDX, bill);
        assertThat(spdx.path("comment").asString()).isEqualTo("The image was read in part: layer 3 is encrypted");
        assertThat(spdx.path("relationships").valueStream().map(Object::toString))
                .contains("{\"spdxElementId\":\"SPDXRef-Image\",\"relationshipType\":\"CONTAINS\","
                        + "\"relatedSpdxElement\":\"NOASSERTION\"}");
        assertThat(read(BillFormat.SPDX, Bills.full()).has("comment")).isFalse();
    }

    @Test
    void spdxSaysWhatItIsAbout() {
        JsonNode document = read(BillFormat.SPDX, Bills.full());

        JsonNode image = document.at("/packages/0");
        assertThat(image.path("primaryPackagePurpose").asString()).isEqualTo("CONTAINER");
        assertThat(image.at("/checksums/0/checksumValue").asString()).isEqualTo("a".repeat(64));
        assertThat(document.at("/creationInfo/created").asString()).isEqualTo("2026-11-23T10:15:30Z");
        assertThat(document.at("/creationInfo/creators")).hasToString("[\"Tool: entrepot-0.1.0\"]");
        assertThat(document.path("documentNamespace").asString()).matches("urn:uuid:[0-9a-f-]{36}");
    }

    @Test
    void spdxKeepsUnknownLicencesAsLicencesOfTheDocument() {
        JsonNode document = read(BillFormat.SPDX, Bills.full());

        assertThat(declared(document, "id")).isEqualTo("MIT");
        assertThat(declared(document, "several")).isEqualTo("MIT AND BSD-3-Clause");
        assertThat(declared(document, "mixed")).isEqualTo("(MIT OR Apache-2.0) AND LicenseRef-custom");
        assertThat(declared(document, "name")).matches("LicenseRef-GPLv2-and-friends-[0-9a-f]{12}");
        assertThat(declared(document, "libssl3")).isEqualTo("NOASSERTION");
        assertThat(document.path("hasExtractedLicensingInfos")
                        .valueStream()
                        .map(one -> one.path("extractedText").asString()))
                .hasSize(3)
                .contains("custom", "GPLv2+ and friends");
    }

    @Test
    void everyIdentifierOfSpdxIsThereOnceAndRelated() {
        JsonNode document = read(BillFormat.SPDX, Bills.full());

        List<String> ids = document.path("packages")
                .valueStream()
                .map(one -> one.path("SPDXID").asString())
                .toList();
        Set<String> related = new HashSet<>(document.path("relationships")
                .valueStream()
                .map(one -> one.path("relatedSpdxElement").asString())
                .toList());
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("SPDXRef-[A-Za-z0-9.-]+"));
        assertThat(related).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void documentsOfDifferentImagesTimesAndFormatsHaveDifferentNames() {
        Bill bill = Bills.full();
        Subject subject = bill.subject();
        Bill later = new Bill(
                new Subject(
                        subject.repository(),
                        subject.digest(),
                        subject.tag(),
                        subject.os(),
                        subject.architecture(),
                        subject.scannedAt().plusSeconds(1),
                        ""),
                bill.distribution(),
                bill.packages(),
                "0.1.0");

        assertThat(List.of(
                        read(BillFormat.CYCLONEDX, bill).path("serialNumber").asString(),
                        read(BillFormat.CYCLONEDX, later).path("serialNumber").asString(),
                        read(BillFormat.SPDX, bill).path("documentNamespace").asString()))
                .doesNotHaveDuplicates();
    }

    private static JsonNode read(BillFormat format, Bill bill) {
        return JSON.readTree(Bills.written(format, bill));
    }

    private static JsonNode component(Bill bill, String name) {
        return named(read(BillFormat.CYCLONEDX, bill).path("components"), name);
    }

    private static String declared(JsonNode document, String name) {
        return named(document.path("packages"), name).path("licenseDeclared").asString();
    }

    private static JsonNode named(JsonNode list, String name) {
        return list.valueStream()
                .filter(one -> one.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
