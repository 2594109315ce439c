package dev.entrepot.sbom;

import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/// Writes CycloneDX 1.6 (ECMA-424): the image is what the document is about, it depends on its operating system and on
/// the packages of languages, and the operating system on its own packages.
final class CycloneDxWriter {
    private static final String OPERATING_SYSTEM = "operating-system";

    private final Bill bill;
    private final Subject subject;
    private final JsonGenerator json;

    CycloneDxWriter(Bill bill, JsonGenerator json) {
        this.bill = bill;
        this.subject = bill.subject();
        this.json = json;
    }

    void write() {
        json.writeStartObject();
        json.writeStringProperty("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.writeStringProperty("bomFormat", "CycloneDX");
        json.writeStringProperty("specVersion", "1.6");
        UUID serial = UUID.nameUUIDFromBytes(bill.identity("cyclonedx").getBytes(StandardCharsets.UTF_8));
        json.writeStringProperty("serialNumber", "urn:uuid:" + serial);
        json.writeNumberProperty("version", 1);
        writeMetadata();
        List<String> references = references();
        json.writeArrayPropertyStart("components");
        bill.distribution().ifPresent(this::writeOperatingSystem);
        for (int index = 0; index < references.size(); index++) {
            writePackage(references.get(index), bill.packages().get(index));
        }
        json.writeEndArray();
        writeDependencies(references);
        if (subject.inPart()) {
            writeIncomplete();
        }
        json.writeEndObject();
    }

    /// Package URLs; those that stand for more than one package get a number.
    private List<String> references() {
        Map<String, Integer> seen = new HashMap<>();
        List<String> references = new ArrayList<>();
        for (FoundPackage found : bill.packages()) {
            String purl = bill.purl(found).toString();
            int times = seen.merge(purl, 1, Integer::sum);
            references.add(times == 1 ? purl : purl + "#" + times);
        }
        return references;
    }

    private void writeMetadata() {
        json.writeObjectPropertyStart("metadata");
        json.writeStringProperty("timestamp", subject.scannedAt().toString());
        json.writeObjectPropertyStart("tools");
        json.writeArrayPropertyStart("components");
        json.writeStartObject();
        json.writeStringProperty("type", "application");
        json.writeStringProperty("name", "entrepot");
        json.writeStringProperty("version", bill.producer());
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        writeImage();
        json.writeEndObject();
    }

    private void writeImage() {
        json.writeObjectPropertyStart("component");
        json.writeStringProperty("type", "container");
        json.writeStringProperty("bom-ref", bill.purl().toString());
        json.writeStringProperty("name", subject.repository());
        json.writeStringProperty("version", subject.digest().toString());
        json.writeArrayPropertyStart("hashes");
        json.writeStartObject();
        json.writeStringProperty("alg", algorithm(subject.digest()));
        json.writeStringProperty("content", subject.digest().encoded());
        json.writeEndObject();
        json.writeEndArray();
        json.writeStringProperty("purl", bill.purl().toString());
        json.writeArrayPropertyStart("properties");
        property("tag", subject.tag());
        property("os", subject.os());
        property("architecture", subject.architecture());
        property("readInPart", subject.problem());
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String algorithm(Digest digest) {
        return switch (digest.algorithm()) {
            case SHA256 -> "SHA-256";
            case SHA512 -> "SHA-512";
        };
    }

    private void writeOperatingSystem(Distribution distribution) {
        json.writeStartObject();
        json.writeStringProperty("type", OPERATING_SYSTEM);
        json.writeStringProperty("bom-ref", reference(distribution));
        json.writeStringProperty("name", distribution.id());
        unlessEmpty("version", distribution.versionId());
        unlessEmpty("description", distribution.prettyName());
        json.writeArrayPropertyStart("properties");
        property("codename", distribution.codename());
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String reference(Distribution distribution) {
        return OPERATING_SYSTEM + ":" + distribution.id() + ":" + distribution.versionId();
    }

    private void writePackage(String reference, FoundPackage found) {
        Package what = found.what();
        int group = endOfGroup(what);
        json.writeStartObject();
        json.writeStringProperty("type", "library");
        json.writeStringProperty("bom-ref", reference);
        unlessEmpty("group", what.name().substring(0, Math.max(group, 0)));
        json.writeStringProperty("name", what.name().substring(group + 1));
        unlessEmpty("version", what.version());
        writeLicences(Licence.of(what.licences()));
        json.writeStringProperty("purl", bill.purl(found).toString());
        json.writeArrayPropertyStart("properties");
        property("layerDigest", found.layer());
        property("path", found.path());
        property("sourceName", what.source());
        property("sourceVersion", what.sourceVersion());
        json.writeEndArray();
        json.writeEndObject();
    }

    /// Where the name of a package divides; -1 when it is one.
    private static int endOfGroup(Package what) {
        return switch (what.type()) {
            case MAVEN -> what.name().indexOf(':');
            case NPM, COMPOSER -> what.name().indexOf('/');
            case DEB, APK, RPM, PYPI, GOLANG, CARGO, GEM, NUGET -> -1;
        };
    }

    /// Either one expression or a list of single licences: the schema allows no mixture.
    private void writeLicences(List<Licence> licences) {
        if (licences.isEmpty()) {
            return;
        }
        boolean understood = licences.stream().noneMatch(Licence.Name.class::isInstance);
        boolean compound = licences.stream().anyMatch(Licence.Expression.class::isInstance);
        json.writeArrayPropertyStart("licenses");
        if (understood && compound) {
            json.writeStartObject();
            json.writeStringProperty("expression", LicenceExpression.all(licences));
            json.writeEndObject();
        } else {
            licences.forEach(this::writeLicence);
        }
        json.writeEndArray();
    }

    private void writeLicence(Licence licence) {
        json.writeStartObject();
        json.writeObjectPropertyStart("license");
        switch (licence) {
            case Licence.Id(String id) -> json.writeStringProperty("id", id);
            case Licence.Expression(String text) -> json.writeStringProperty("name", text);
            case Licence.Name(String text) -> json.writeStringProperty("name", text);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeDependencies(List<String> references) {
        List<String> ofImage = new ArrayList<>();
        List<String> ofSystem = new ArrayList<>();
        bill.distribution().ifPresent(distribution -> ofImage.add(reference(distribution)));
        for (int index = 0; index < references.size(); index++) {
            boolean systems = bill.distribution().isPresent()
                    && bill.packages().get(index).what().type().ofDistribution();
            (systems ? ofSystem : ofImage).add(references.get(index));
        }
        json.writeArrayPropertyStart("dependencies");
        writeDependency(bill.purl().toString(), ofImage);
        bill.distribution().ifPresent(distribution -> writeDependency(reference(distribution), ofSystem));
        json.writeEndArray();
    }

    private void writeDependency(String reference, List<String> on) {
        json.writeStartObject();
        json.writeStringProperty("ref", reference);
        json.writeArrayPropertyStart("dependsOn");
        on.forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeIncomplete() {
        json.writeArrayPropertyStart("compositions");
        json.writeStartObject();
        json.writeStringProperty("aggregate", "incomplete");
        json.writeArrayPropertyStart("assemblies");
        json.writeString(bill.purl().toString());
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    private void property(String name, String value) {
        if (!value.isEmpty()) {
            json.writeStartObject();
            json.writeStringProperty("name", "entrepot:" + name);
            json.writeStringProperty("value", value);
            json.writeEndObject();
        }
    }

    private void unlessEmpty(String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }
}
