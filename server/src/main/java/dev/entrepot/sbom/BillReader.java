package dev.entrepot.sbom;

import dev.entrepot.sbom.AttachedBill.Envelope;
import dev.entrepot.sbom.AttachedBill.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads bills of materials that pushers attach to images: SPDX 2.2 and 2.3, CycloneDX and syft's own, each as JSON,
/// bare,
/// in an in-toto statement (BuildKit), in a DSSE envelope around one (`cosign attest`) or in a Sigstore bundle.
///
/// One pass over the bytes; what is not about packages is passed over.
public final class BillReader {
    /// BuildKit makes no attestation of more than 40 MiB, and base64 and an envelope come on top of smaller ones.
    public static final int MAX_BYTES = 48 * 1024 * 1024;

    /// Objects and arrays within each other; real documents have about ten.
    public static final int MAX_DEPTH = 100;

    /// Of a member; paths of files come as such.
    private static final int MAX_NAME = 50_000;

    /// Bundle, envelope, statement, bill.
    private static final int MAX_ENVELOPES = 4;

    private static final Set<String> SPDX_VERSIONS = Set.of("SPDX-2.2", "SPDX-2.3");

    /// What is read of it has not changed between these.
    private static final Set<String> CYCLONEDX_VERSIONS = Set.of("1.2", "1.3", "1.4", "1.5", "1.6", "1.7");

    // Interning and symbol tables would keep what strangers send.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .build())
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final Draft draft = new Draft();
    private final SpdxReader spdx = new SpdxReader(draft);
    private final CycloneDxReader cycloneDx = new CycloneDxReader(draft);
    private final SyftReader syft = new SyftReader(draft);
    private Envelope envelope = Envelope.NONE;
    private String predicateType = "";

    private BillReader() {}

    public static AttachedBill read(byte[] document) throws UnreadableBillException {
        try {
            return read(new ByteArrayInputStream(document));
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes in memory could not be read", impossible);
        }
    }

    /// Does not close `document`.
    ///
    /// @throws IOException as `document` does
    public static AttachedBill read(InputStream document) throws IOException, UnreadableBillException {
        BillReader reader = new BillReader();
        try {
            reader.document(document, 0);
            return reader.finished();
        } catch (JacksonIOException failed) {
            throw failed.getCause();
        } catch (StreamConstraintsException large) {
            throw new UnreadableBillException("the document is beyond the limits: it has more than " + MAX_BYTES
                    + " bytes, more than " + MAX_DEPTH + " levels, or a name or number of excessive length; attach a"
                    + " smaller one");
        } catch (JacksonException broken) {
            throw new UnreadableBillException("the document is not JSON, or breaks off, at line " + line(broken)
                    + "; attach SPDX, CycloneDX or syft as JSON");
        } catch (Refusal refusal) {
            throw new UnreadableBillException(refusal.reason());
        }
    }

    private static String line(JacksonException broken) {
        return broken.getLocation() == null
                ? "1"
                : String.valueOf(broken.getLocation().getLineNr());
    }

    private void document(InputStream document, int depth) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            if (parser.nextToken() == null) {
                throw new Refusal("the document is empty; attach SPDX, CycloneDX or syft as JSON");
            }
            object(new Walk(parser), depth);
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new Refusal("the document is followed by something; attach one document");
            }
        }
    }

    /// The members of an envelope, a statement and a bill of each format differ, so that one look tells them apart.
    private void object(Walk walk, int depth) {
        if (depth >= MAX_ENVELOPES) {
            throw new Refusal("the document lies in more than " + MAX_ENVELOPES + " envelopes; attach it in one");
        }
        walk.members(name -> {
            switch (name) {
                case "dsseEnvelope" -> object(walk, depth + 1);
                case "payload" -> payload(walk, depth);
                case "predicateType" -> predicateType = walk.text();
                case "subject" -> subjects(walk);
                case "predicate" -> predicate(walk, depth);
                default -> {
                    spdx.member(name, walk);
                    cycloneDx.member(name, walk);
                    syft.member(name, walk);
                }
            }
        });
    }

    private void payload(Walk walk, int depth) {
        if (walk.atText()) {
            ByteArrayOutputStream statement = new ByteArrayOutputStream();
            walk.parser().readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, statement);
            envelope = Envelope.SIGNED;
            document(new ByteArrayInputStream(statement.toByteArray()), depth + 1);
        }
    }

    private void predicate(Walk walk, int depth) {
        if (envelope == Envelope.NONE) {
            envelope = Envelope.STATEMENT;
        }
        object(walk, depth + 1);
    }

    private void subjects(Walk walk) {
        walk.elements(() -> walk.members(name -> {
            if (name.equals("digest")) {
                walk.members(algorithm -> draft.subject(algorithm, walk.text()));
            }
        }));
    }

    private AttachedBill finished() throws UnreadableBillException {
        if (SPDX_VERSIONS.contains(spdx.version())) {
            spdx.finish();
            return draft.build(Format.SPDX, spdx.version().substring("SPDX-".length()), envelope);
        }
        if (cycloneDx.isFormat() && CYCLONEDX_VERSIONS.contains(cycloneDx.version())) {
            return draft.build(Format.CYCLONEDX, cycloneDx.version(), envelope);
        }
        if (syft.isFormat()) {
            return draft.build(Format.SYFT, syft.version(), envelope);
        }
        throw new UnreadableBillException(
                "the document is " + found() + "; attach SPDX 2.2 or 2.3, CycloneDX 1.2 to 1.7 or syft as JSON");
    }

    private String found() {
        if (!spdx.version().isEmpty()) {
            return "SPDX of the version '" + Draft.shown(spdx.version()) + "', which is not read";
        }
        if (cycloneDx.isFormat()) {
            return "CycloneDX of the version '" + Draft.shown(cycloneDx.version()) + "', which is not read";
        }
        return envelope == Envelope.NONE
                ? "JSON but no bill of materials"
                : "a statement of the type '" + Draft.shown(predicateType) + "', which holds no bill of materials";
    }
}
