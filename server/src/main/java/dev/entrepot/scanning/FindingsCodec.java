package dev.entrepot.scanning;

import dev.entrepot.packages.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Findings of external scanners as they lie in the database: a version, a count, each finding's members in order,
/// deflated.
final class FindingsCodec {
    private static final int VERSION = 1;

    private FindingsCodec() {}

    static byte[] encode(List<Finding> findings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeByte(VERSION);
            out.writeInt(findings.size());
            for (Finding finding : findings) {
                write(out, finding);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Finding finding) throws IOException {
        for (String text : new String[] {
            finding.id(),
            finding.packageName(),
            finding.version(),
            finding.fixedVersion(),
            finding.severity().name(),
            finding.layer(),
            finding.vector(),
            finding.title(),
            finding.url(),
            finding.scanner()
        }) {
            out.writeUTF(text);
        }
        out.writeDouble(finding.score());
    }

    static List<Finding> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            if (in.readByte() != VERSION) {
                throw new IllegalStateException("findings in a form that this version does not know");
            }
            int count = in.readInt();
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                findings.add(read(in));
            }
            return List.copyOf(findings);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Finding read(DataInputStream in) throws IOException {
        String id = in.readUTF();
        String name = in.readUTF();
        String version = in.readUTF();
        String fixed = in.readUTF();
        Severity severity = Severity.valueOf(in.readUTF());
        String layer = in.readUTF();
        String vector = in.readUTF();
        String title = in.readUTF();
        String url = in.readUTF();
        String scanner = in.readUTF();
        double score = in.readDouble();
        return new Finding(
                id, List.of(), name, version, "", fixed, severity, "", layer, "", score, vector, title, url, false, -1,
                scanner);
    }
}
