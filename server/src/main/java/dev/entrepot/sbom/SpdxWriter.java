package dev.entrepot.sbom;

import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/// Writes SPDX 2.3: the document describes the image, which contains the operating system and all packages.
final class SpdxWriter {
    private static final String DOCUMENT = "SPDXRef-DOCUMENT";
    private static final String IMAGE = "SPDXRef-Image";
    private static final String SYSTEM = "SPDXRef-OperatingSystem";

    /// The specification has a dash here, its JSON schema this.
    private static final String SYSTEM_PURPOSE = "OPERATING_SYSTEM";

    private static final String NO_ASSERTION = "NOASSERTION";

    /// How much of a name goes into an identifier, for people; a number makes it unique.
    private static final int MAX_NAME = 60;

    private final Bill bill;
    private final Subject subject;
    private final JsonGenerator json;
    private final SortedMap<String, String> extracted = new TreeMap<>();

    SpdxWriter(Bill bill, JsonGenerator json) {
        this.bill = bill;
        this.subject = bill.subject();
        this.json = json;
    }

    void write() {
        json.writeStartObject();
        json.writeStringProperty("spdxVersion", "SPDX-2.3");
        json.writeStringProperty("dataLicense", "CC0-1.0");
        json.writeStringProperty("SPDXID", DOCUMENT);
        json.writeStringProperty("name", subject.repository() + "@" + subject.digest());
        UUID namespace = UUID.nameUUIDFromBytes(bill.identity("spdx").getBytes(StandardCharsets.UTF_8));
        json.writeStringProperty("documentNamespace", "urn:uuid:" + namespace);
        writeCreation();
        if (subject.inPart()) {
            json.writeStringProperty("comment", "The image was read in part: " + subject.problem());
        }
        json.writeArrayPropertyStart("packages");
        writeImage();
        bill.distribution().ifPresent(this::writeSystem);
        List<String> ids = ids();
        for (int index = 0; index < ids.size(); index++) {
            writePackage(ids.get(index), bill.packages().get(index));
        }
        json.writeEndArray();
        writeExtracted();
        writeRelationships(ids);
        json.writeEndObject();
    }

    private void writeCreation() {
        json.writeObjectPropertyStart("creationInfo");
        // Item 6.9 wants no fraction of a second.
        json.writeStringProperty(
                "created", subject.scannedAt().truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeArrayPropertyStart("creators");
        json.writeString("Tool: entrepot-" + bill.producer());
        json.writeEndArray();
        json.writeStringProperty("licenseListVersion", LicenceIds.VERSION);
        json.writeEndObject();
    }

    /// What each has in common: nobody says where it can be downloaded, and no file of it was looked at.
    private void startPackage(String id, String name, String version, String purpose) {
        json.writeStartObject();
        json.writeStringProperty("SPDXID", id);
        json.writeStringProperty("name", name);
        if (!version.isEmpty()) {
            json.writeStringProperty("versionInfo", version);
        }
        json.writeStringProperty("supplier", NO_ASSERTION);
        json.writeStringProperty("downloadLocation", NO_ASSERTION);
        json.writeBooleanProperty("filesAnalyzed", false);
        json.writeStringProperty("licenseConcluded", NO_ASSERTION);
        json.writeStringProperty("copyrightText", NO_ASSERTION);
        json.writeStringProperty("primaryPackagePurpose", purpose);
    }

    private void writeImage() {
        startPackage(IMAGE, subject.repository(), subject.digest().toString(), "CONTAINER");
        json.writeStringProperty("licenseDeclared", NO_ASSERTION);
        json.writeArrayPropertyStart("checksums");
        json.writeStartObject();
        json.writeStringProperty("algorithm", algorithm(subject.digest()));
        json.writeStringProperty("checksumValue", subject.digest().encoded());
        json.writeEndObject();
        json.writeEndArray();
        writePurl(bill.purl());
        json.writeEndObject();
    }

    private static String algorithm(Digest digest) {
        return switch (digest.algorithm()) {
            case SHA256 -> "SHA256";
            case SHA512 -> "SHA512";
        };
    }

    private void writeSystem(Distribution distribution) {
        startPackage(SYSTEM, distribution.id(), distribution.versionId(), SYSTEM_PURPOSE);
        json.writeStringProperty("licenseDeclared", NO_ASSERTION);
        if (!distribution.prettyName().isEmpty()) {
            json.writeStringProperty("description", distribution.prettyName());
        }
        json.writeEndObject();
    }

    private void writePackage(String id, FoundPackage found) {
        Package what = found.what();
        startPackage(id, what.name(), what.version(), "LIBRARY");
        json.writeStringProperty("licenseDeclared", declared(Licence.of(what.licences())));
        json.writeStringProperty("sourceInfo", place(found));
        writePurl(bill.purl(found));
        json.writeEndObject();
    }

    private static String place(FoundPackage found) {
        String built =
                found.what().source().isEmpty() && found.what().sourceVersion().isEmpty()
                        ? ""
                        : "; built from " + found.what().sourceName() + " "
                                + found.what().builtFrom();
        return "found in " + found.path() + " of layer " + found.layer() + built;
    }

    private String declared(List<Licence> licences) {
        return licences.isEmpty()
                ? NO_ASSERTION
                : LicenceExpression.all(licences.stream().map(this::referenced).toList());
    }

    /// SPDX has no free text: what the list does not know becomes a licence of this document.
    private Licence referenced(Licence licence) {
        return switch (licence) {
            case Licence.Id id -> id;
            case Licence.Expression expression -> expression;
            case Licence.Name(String text) -> {
                String reference = LicenceReference.of(text);
                extracted.put(reference, text);
                yield new Licence.Id(reference);
            }
        };
    }

    private void writePurl(PackageUrl purl) {
        json.writeArrayPropertyStart("externalRefs");
        json.writeStartObject();
        json.writeStringProperty("referenceCategory", "PACKAGE-MANAGER");
        json.writeStringProperty("referenceType", "purl");
        json.writeStringProperty("referenceLocator", purl.toString());
        json.writeEndObject();
        json.writeEndArray();
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (FoundPackage found : bill.packages()) {
            String name = found.what().type().id() + "-" + found.what().name().replaceAll("[^A-Za-z0-9.-]+", "-");
            ids.add("SPDXRef-Package-" + (ids.size() + 1) + "-" + name.substring(0, Math.min(name.length(), MAX_NAME)));
        }
        return ids;
    }

    private void writeExtracted() {
        if (extracted.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("hasExtractedLicensingInfos");
        extracted.forEach((reference, text) -> {
            json.writeStartObject();
            json.writeStringProperty("licenseId", reference);
            json.writeStringProperty("name", text);
            json.writeStringProperty("extractedText", text);
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    private void writeRelationships(List<String> ids) {
        json.writeArrayPropertyStart("relationships");
        writeRelationship(DOCUMENT, "DESCRIBES", IMAGE);
        bill.distribution().ifPresent(distribution -> writeRelationship(IMAGE, "CONTAINS", SYSTEM));
        ids.forEach(id -> writeRelationship(IMAGE, "CONTAINS", id));
        if (subject.inPart()) {
            // Item 11.1: there may be more that nobody knows of.
            writeRelationship(IMAGE, "CONTAINS", NO_ASSERTION);
        }
        json.writeEndArray();
    }

    private void writeRelationship(String from, String type, String to) {
        json.writeStartObject();
        json.writeStringProperty("spdxElementId", from);
        json.writeStringProperty("relationshipType", type);
        json.writeStringProperty("relatedSpdxElement", to);
        json.writeEndObject();
    }
}
