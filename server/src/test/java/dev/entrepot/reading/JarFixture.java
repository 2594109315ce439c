package dev.entrepot.reading;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/// An archive in the making.
final class JarFixture {
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    static JarFixture jar() {
        return new JarFixture();
    }

    JarFixture file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    JarFixture file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    JarFixture pom(String group, String artifact, String version) {
        return file(
                "META-INF/maven/" + group + "/" + artifact + "/pom.properties",
                "#Created by Apache Maven 3.9\nversion=" + version + "\ngroupId=" + group + "\nartifactId=" + artifact);
    }

    /// @param lines of its main section
    JarFixture manifest(String... lines) {
        return file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    }

    /// Packed, with the sizes behind the content.
    byte[] deflated() {
        return zip(ZipEntry.DEFLATED);
    }

    /// Unpacked, with the sizes in front of the content.
    byte[] stored() {
        return zip(ZipEntry.STORED);
    }

    /// Packed, with all sizes and offsets of eight bytes.
    byte[] zip64() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            zip.setUseZip64(Zip64Mode.Always);
            for (var file : files.entrySet()) {
                zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private byte[] zip(int method) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(method);
            for (var file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (method == ZipEntry.STORED) {
                    CRC32 sum = new CRC32();
                    sum.update(file.getValue());
                    entry.setSize(file.getValue().length);
                    entry.setCrc(sum.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
