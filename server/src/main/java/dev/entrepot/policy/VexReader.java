package dev.entrepot.policy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Reads VEX documents of any form, and such within attestations.
///
/// ```
///   sigstore bundle { dsseEnvelope } --> DSSE envelope { payload } --> in-toto statement { predicate } --> OpenVEX
/// ```
///
/// Signatures are not looked at here: who put a document where it counts is what decides.
final class VexReader {
    /// Of a document, and so of the layer that it lies in. Those of whole products have some 100 KiB.
    static final int MAX_BYTES = 2 * 1024 * 1024;

    private static final int MOST_SUBJECTS = 1_000;
    private static final String IN_TOTO = "https://in-toto.io/Statement/";

    private VexReader() {}

    /// @throws IllegalArgumentException that says what is wrong and what was expected
    static VexContent read(byte[] bytes) {
        return document(VexJson.read(bytes), List.of())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the document is no VEX: expected OpenVEX (@context " + OpenVexReader.CONTEXT
                                + "/v0.2.0), CSAF 2.0 of category csaf_vex, or CycloneDX with vulnerabilities"));
    }

    /// Reads what was attached to an image; empty when it is something else.
    ///
    /// @param image the digest that it was attached to, which statements without products are about
    /// @throws IllegalArgumentException when it is VEX and broken
    static Optional<VexContent> readAttached(byte[] bytes, String image) {
        VexJson json = VexJson.read(bytes);
        Optional<VexJson> bundled = json.optionalObject("dsseEnvelope");
        VexJson envelope = bundled.orElse(json);
        VexJson inside = envelope.has("payloadType") && envelope.has("payload") ? payload(envelope) : envelope;
        if (!inside.node().path("_type").asString("").startsWith(IN_TOTO)) {
            return document(inside, List.of(image));
        }
        if (!inside.text("predicateType").startsWith(OpenVexReader.CONTEXT)) {
            return Optional.empty();
        }
        List<String> subjects = subjects(inside);
        return document(inside.object("predicate"), subjects.isEmpty() ? List.of(image) : subjects);
    }

    private static VexJson payload(VexJson envelope) {
        try {
            return VexJson.read(
                    Base64.getDecoder().decode(envelope.node().path("payload").asString("")));
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("the payload of the envelope: " + broken.getMessage(), broken);
        }
    }

    private static List<String> subjects(VexJson statement) {
        List<String> digests = new ArrayList<>();
        for (VexJson subject : statement.objects("subject")) {
            if (digests.size() == MOST_SUBJECTS) {
                throw new IllegalArgumentException("the attestation has more than " + MOST_SUBJECTS + " subjects");
            }
            subject.optionalObject("digest")
                    .flatMap(digest -> digest.optionalText("sha256"))
                    .ifPresent(hex -> digests.add("sha256:" + hex));
        }
        return digests;
    }

    private static Optional<VexContent> document(VexJson json, List<String> subjects) {
        if (OpenVexReader.is(json)) {
            return Optional.of(new OpenVexReader(subjects).read(json));
        }
        if (CsafReader.is(json)) {
            return Optional.of(new CsafReader().read(json));
        }
        return CycloneDxVexReader.is(json) ? Optional.of(new CycloneDxVexReader().read(json)) : Optional.empty();
    }
}
