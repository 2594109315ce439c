package dev.entrepot.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.sbom.AttachedBill.Entry;
import dev.entrepot.sbom.AttachedBill.Envelope;
import dev.entrepot.sbom.AttachedBill.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class BillReaderTest {
    private static final String DIGEST = "c".repeat(64);

    @ParameterizedTest
    @EnumSource
    void whatWeWriteIsRead(BillFormat format) throws UnreadableBillException {
        Bill bill = Bills.full();

        AttachedBill read = BillReader.read(Bills.written(format, bill));

        assertThat(read.envelope()).isEqualTo(Envelope.NONE);
        assertThat(read.tool()).isEqualTo("entrepot 0.1.0");
        assertThat(read.created().map(time -> time.truncatedTo(ChronoUnit.SECONDS)))
                .contains(Bills.SCANNED_AT.truncatedTo(ChronoUnit.SECONDS));
        assertThat(read.distribution())
                .contains(new Distribution("debian", "12", "", "Debian GNU/Linux 12 (bookworm)"));
        assertThat(read.passedOver()).isZero();
        assertThat(read.packages().stream().map(Entry::purl))
                .containsExactlyElementsOf(
                        bill.packages().stream().map(bill::purl).toList());
        assertThat(read.packages().stream().map(Entry::what).map(BillReaderTest::withoutLicences))
                .containsExactlyElementsOf(bill.packages().stream()
                        .map(FoundPackage::what)
                        .map(BillReaderTest::withoutLicences)
                        .toList());
    }

    @Test
    void formatsAndVersionsAreNamed() throws UnreadableBillException {
        AttachedBill cycloneDx = BillReader.read(Bills.written(BillFormat.CYCLONEDX, Bills.full()));
        AttachedBill spdx = BillReader.read(Bills.written(BillFormat.SPDX, Bills.full()));

        assertThat(cycloneDx.format()).isEqualTo(Format.CYCLONEDX);
        assertThat(cycloneDx.version()).isEqualTo("1.6");
        assertThat(spdx.format()).isEqualTo(Format.SPDX);
        assertThat(spdx.version()).isEqualTo("2.3");
    }

    @Test
    void licencesOfCycloneDxAreRead() throws UnreadableBillException {
        List<Entry> packages = BillReader.read(Bills.written(BillFormat.CYCLONEDX, Bills.full()))
                .packages();

        assertThat(licences(packages, "several")).containsExactly("MIT", "BSD-3-Clause");
        assertThat(licences(packages, "compound")).containsExactly("(MIT OR Apache-2.0) AND Zlib");
        assertThat(licences(packages, "name")).containsExactly("GPLv2+ and friends");
        assertThat(licences(packages, "libssl3")).isEmpty();
    }

    @Test
    void licencesOfSpdxAreReadByTheirNames() throws UnreadableBillException {
        List<Entry> packages =
                BillReader.read(Bills.written(BillFormat.SPDX, Bills.full())).packages();

        assertThat(licences(packages, "several")).containsExactly("MIT AND BSD-3-Clause");
        assertThat(licences(packages, "name")).containsExactly("GPLv2+ and friends");
        assertThat(licences(packages, "long").getFirst())
                .hasSize(Draft.MAX_TEXT)
                .startsWith("Permission is hereby");
        assertThat(licences(packages, "libssl3")).isEmpty();
    }

    @Test
    void spdxOfOtherToolsIsRead() throws UnreadableBillException {
        AttachedBill read = read("""
                {"spdxVersion": "SPDX-2.2", "SPDXID": "SPDXRef-DOCUMENT", "name": "app",
                 "creationInfo": {"created": "2026-01-02T03:04:05Z",
                                  "creators": ["Organization: Example", "Tool: syft-1.2.3", "Tool: other-1"]},
                 "files": [{"SPDXID": "SPDXRef-File-1", "fileName": "/etc/passwd"}],
                 "packages": [
                   {"name": "app", "externalRefs": [
                     {"referenceType": "purl", "referenceLocator": "pkg:oci/app@sha256:00"}]},
                   {"name": "github.com/BurntSushi/toml", "versionInfo": "v1.2.0",
                    "licenseDeclared": "NOASSERTION", "licenseConcluded": "MIT", "externalRefs": [
                     {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:x"},
                     {"referenceCategory": "PACKAGE_MANAGER", "referenceType": "purl",
                      "referenceLocator": "pkg:golang/github.com/BurntSushi/toml@v1.2.0"}]},
                   {"name": "bash", "externalRefs": [
                     {"referenceType": "purl",
                      "referenceLocator": "pkg:deb/ubuntu/bash@5.1-6?arch=amd64&distro=ubuntu-22.04"}]},
                   {"name": "bash", "externalRefs": [
                     {"referenceType": "purl",
                      "referenceLocator": "pkg:deb/ubuntu/bash@5.1-6?distro=ubuntu-22.04&arch=amd64"}]},
                   {"name": "phoenix", "externalRefs": [
                     {"referenceType": "purl", "referenceLocator": "pkg:hex/phoenix@1"}]},
                   {"name": "nameless"}]}
                """);

        assertThat(read.version()).isEqualTo("2.2");
        assertThat(read.tool()).isEqualTo("syft 1.2.3");
        assertThat(read.created()).contains(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(read.distribution()).contains(new Distribution("ubuntu", "22.04", "", ""));
        assertThat(read.packages().stream()
                        .map(entry -> entry.what().name() + " " + entry.what().version()))
                .containsExactly("github.com/BurntSushi/toml 1.2.0", "bash 5.1-6");
        assertThat(licences(read.packages(), "github.com/BurntSushi/toml")).containsExactly("MIT");
        assertThat(read.passedOver()).isEqualTo(2);
    }

    @Test
    void cycloneDxOfOtherToolsIsReadWithComponentsWithinComponents() throws UnreadableBillException {
        AttachedBill read = read("""
                {"components": [
                   {"type": "application", "name": "fat.jar", "components": [
                     {"type": "library", "group": "org.example", "name": "one", "version": "1",
                      "purl": "pkg:maven/org.example/one@1"}]},
                   {"type": "operating-system", "name": "alpine", "version": "3.20.1"},
                   {"type": "file", "name": "etc/passwd"},
                   {"type": "library", "name": "bad", "purl": "pkg:npm/%zz"}],
                 "metadata": {"timestamp": "2026-01-02T03:04:05+02:00",
                              "tools": [{"vendor": "aquasecurity", "name": "trivy", "version": "0.50.0"}]},
                 "specVersion": "1.4", "version": 1, "bomFormat": "CycloneDX"}
                """);

        assertThat(read.format()).isEqualTo(Format.CYCLONEDX);
        assertThat(read.version()).isEqualTo("1.4");
        assertThat(read.tool()).isEqualTo("trivy 0.50.0");
        assertThat(read.created()).contains(Instant.parse("2026-01-02T01:04:05Z"));
        assertThat(read.distribution()).contains(new Distribution("alpine", "3.20.1", "", ""));
        assertThat(read.packages().stream().map(Entry::what))
                .containsExactly(Package.of(PackageType.MAVEN, "org.example:one", "1"));
        assertThat(read.passedOver()).isEqualTo(2);
    }

    @Test
    void syftIsRead() throws UnreadableBillException {
        AttachedBill read = read("""
                {"artifacts": [
                   {"id": "1", "name": "musl", "version": "1.2.5-r0", "type": "apk",
                    "licenses": [{"value": "MIT", "type": "declared"}],
                    "purl": "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1", "metadata": {"a": [1]}},
                   {"id": "2", "name": "left-pad", "version": "1.3.0", "licenses": ["WTFPL"],
                    "purl": "pkg:npm/left-pad@1.3.0"},
                   {"id": "3", "name": "busybox", "type": "binary", "purl": ""}],
                 "source": {"type": "image"},
                 "distro": {"prettyName": "Alpine Linux v3.20", "id": "alpine", "versionID": "3.20.1"},
                 "descriptor": {"name": "syft", "version": "1.20.0", "configuration": {}},
                 "schema": {"version": "16.0.18", "url": "https://example.com/schema.json"}}
                """);

        assertThat(read.format()).isEqualTo(Format.SYFT);
        assertThat(read.version()).isEqualTo("16.0.18");
        assertThat(read.tool()).isEqualTo("syft 1.20.0");
        assertThat(read.created()).isEmpty();
        assertThat(read.distribution()).contains(new Distribution("alpine", "3.20.1", "", "Alpine Linux v3.20"));
        assertThat(licences(read.packages(), "musl")).containsExactly("MIT");
        assertThat(licences(read.packages(), "left-pad")).containsExactly("WTFPL");
        assertThat(read.passedOver()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"SPDX,https://spdx.dev/Document", "CYCLONEDX,https://cyclonedx.org/bom"})
    void statementsOfBuildKitAreUnwrapped(BillFormat format, String predicateType) throws UnreadableBillException {
        AttachedBill read = read(statement(format, predicateType));

        assertThat(read.envelope()).isEqualTo(Envelope.STATEMENT);
        assertThat(read.subjects()).containsExactly("sha256:" + DIGEST);
        assertThat(read.packages()).hasSameSizeAs(Bills.full().packages());
    }

    @ParameterizedTest
    @EnumSource
    void envelopesOfCosignAreUnwrapped(BillFormat format) throws UnreadableBillException {
        AttachedBill read = read(envelope(statement(format, "any")));

        assertThat(read.envelope()).isEqualTo(Envelope.SIGNED);
        assertThat(read.subjects()).containsExactly("sha256:" + DIGEST);
        assertThat(read.packages()).hasSameSizeAs(Bills.full().packages());
    }

    @Test
    void bundlesOfSigstoreAreUnwrapped() throws UnreadableBillException {
        AttachedBill read = read("{\"mediaType\": \"application/vnd.dev.sigstore.bundle.v0.3+json\","
                + "\"verificationMaterial\": {\"tlogEntries\": []}, \"dsseEnvelope\": "
                + envelope(statement(BillFormat.SPDX, "https://spdx.dev/Document")) + "}");

        assertThat(read.envelope()).isEqualTo(Envelope.SIGNED);
        assertThat(read.packages()).hasSameSizeAs(Bills.full().packages());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|the document is empty",
                "{|not JSON, or breaks off, at line 1",
                "hello|not JSON",
                "[]|JSON but no bill of materials",
                "3|JSON but no bill of materials",
                "{}|JSON but no bill of materials",
                "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"9.9\"}|CycloneDX of the version '9.9', which is not read",
                "{\"bomFormat\":7,\"specVersion\":\"1.6\"}|JSON but no bill of materials",
                "{\"spdxVersion\":\"SPDX-3.0\"}|SPDX of the version 'SPDX-3.0', which is not read",
                "{\"spdxVersion\":\"SPDX-2.3\"}{}|is followed by something",
                "{\"predicateType\":\"https://slsa.dev/provenance/v1\",\"predicate\":{}}|a statement of the type"
                        + " 'https://slsa.dev/provenance/v1'",
                "{\"payload\":\"***\"}|not JSON",
                "{\"payload\":\"aGVsbG8=\"}|not JSON",
                "{\"payload\":\"\"}|the document is empty",
                "{\"artifacts\":[]}|JSON but no bill of materials"
            })
    void everythingElseIsRefusedWithAReason(String document, String reason) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOf(UnreadableBillException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("; attach ");
    }

    @Test
    void membersOfTheWrongKindAreAsGoodAsAbsent() throws UnreadableBillException {
        AttachedBill read = read("""
                {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": [1, {"tools": 3}],
                 "components": [3, "a", null, [], {"type": {"a": 1}, "name": [], "purl": {"x": []}},
                   {"type": "library", "name": 7, "purl": "pkg:npm/a@1", "licenses": {"license": {}}},
                   {"type": "library", "name": "b", "purl": "pkg:npm/b@1",
                    "licenses": [7, {"license": []}, {"license": {"id": "MIT", "text": {"content": "x"}}}]}]}
                """);

        assertThat(read.packages().stream().map(Entry::what))
                .extracting(Package::name, Package::licences)
                .containsExactly(tuple("a", List.of()), tuple("b", List.of("MIT")));
    }

    @Test
    void namesThatNoDatabaseTakesArePassedOver() throws UnreadableBillException {
        AttachedBill read = read("""
                {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
                   {"type": "library", "name": "a", "purl": "pkg:npm/a%00@1"},
                   {"type": "library", "name": "b", "purl": "pkg:npm/b@1%0A2"},
                   {"type": "library", "name": "c\\u0000", "purl": "pkg:npm/c@1",
                    "licenses": [{"license": {"name": "M\\u0000I\\ud83dT"}}]}]}
                """);

        assertThat(read.passedOver()).isEqualTo(2);
        assertThat(read.packages().stream().map(Entry::what)).singleElement().satisfies(what -> {
            assertThat(what.name()).isEqualTo("c");
            assertThat(what.licences()).containsExactly("MIT");
        });
    }

    @Test
    void depthIsLimited() throws UnreadableBillException {
        String head = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"x\":";

        assertThat(read(head + nested(BillReader.MAX_DEPTH - 1) + "}").packages())
                .isEmpty();
        assertThatThrownBy(() -> read(head + nested(BillReader.MAX_DEPTH) + "}"))
                .isInstanceOf(UnreadableBillException.class)
                .hasMessageContaining("more than " + BillReader.MAX_DEPTH + " levels");
    }

    @Test
    void envelopesAreLimited() {
        assertThatThrownBy(() -> read(envelope(envelope(envelope(envelope(envelope("{}")))))))
                .isInstanceOf(UnreadableBillException.class)
                .hasMessageContaining("more than 4 envelopes");
    }

    @Test
    void packagesAreLimited() throws UnreadableBillException {
        assertThat(read(packages(Draft.MAX_PACKAGES)).packages()).hasSize(Draft.MAX_PACKAGES);
        assertThatThrownBy(() -> read(packages(Draft.MAX_PACKAGES + 1)))
                .isInstanceOf(UnreadableBillException.class)
                .hasMessageContaining("more than " + Draft.MAX_PACKAGES + " packages");
    }

    @Test
    void bytesAreLimited() throws Exception {
        byte[] bill = Bills.written(BillFormat.SPDX, Bills.full());
        int room = BillReader.MAX_BYTES - bill.length;

        assertThat(BillReader.read(followedBySpaces(bill, room)).packages()).isNotEmpty();
        assertThatThrownBy(() -> BillReader.read(followedBySpaces(bill, room + 100_000)))
                .isInstanceOf(UnreadableBillException.class)
                .hasMessageContaining("more than " + BillReader.MAX_BYTES + " bytes");
    }

    @Test
    void largePayloadsAreUnwrapped() throws UnreadableBillException {
        String statement = statement(BillFormat.SPDX, "any");
        String padded = statement + " ".repeat(22 * 1024 * 1024);

        assertThat(read(envelope(padded)).packages()).isNotEmpty();
    }

    @Test
    void failureOfTheInputIsNotTheFaultOfTheDocument() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();

        assertThatThrownBy(() -> BillReader.read(closed))
                .isInstanceOf(IOException.class)
                .hasMessage("Stream closed");
    }

    private static AttachedBill read(String document) throws UnreadableBillException {
        return BillReader.read(document.getBytes(StandardCharsets.UTF_8));
    }

    private static String statement(BillFormat format, String predicateType) {
        return "{\"_type\": \"https://in-toto.io/Statement/v0.1\", \"predicate\": "
                + new String(Bills.written(format, Bills.full()), StandardCharsets.UTF_8)
                + ", \"predicateType\": \"" + predicateType + "\","
                + "\"subject\": [{\"name\": \"pkg:docker/app@1\", \"digest\": {\"sha256\": \"" + DIGEST + "\"}}]}";
    }

    private static String envelope(String payload) {
        return "{\"payloadType\": \"application/vnd.in-toto+json\", \"payload\": \""
                + Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + "\", \"signatures\": [{\"keyid\": \"\", \"sig\": \"AAAA\"}]}";
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String packages(int count) {
        StringBuilder document =
                new StringBuilder("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[");
        for (int index = 0; index < count; index++) {
            document.append(index == 0 ? "" : ",")
                    .append("{\"purl\":\"pkg:npm/p")
                    .append(index)
                    .append("@1\"}");
        }
        return document.append("]}").toString();
    }

    private static InputStream followedBySpaces(byte[] document, int count) {
        byte[] spaces = new byte[count];
        Arrays.fill(spaces, (byte) ' ');
        return new SequenceInputStream(new ByteArrayInputStream(document), new ByteArrayInputStream(spaces));
    }

    private static List<String> licences(List<Entry> packages, String name) {
        Optional<Entry> entry =
                packages.stream().filter(one -> one.what().name().equals(name)).findFirst();
        return entry.orElseThrow().what().licences();
    }

    private static Package withoutLicences(Package what) {
        return new Package(
                what.type(),
                what.name(),
                what.version(),
                what.architecture(),
                what.source(),
                what.sourceVersion(),
                what.module(),
                List.of(),
                what.vendored());
    }
}
