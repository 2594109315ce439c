package dev.entrepot.scanning;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// {@link Contents} as bytes: deflated; texts that come again and again are written once and then by their number. Only
/// what this class wrote is read by it, as the rows are this registry's own.
///
/// ```
/// 0x01  distribution?[ id version codename name ]  config  layer[]  package[ id type name … layer ]
/// ```
final class ContentsCodec {
    private static final int FORM = 1;

    private ContentsCodec() {}

    static byte[] write(Contents contents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 8192))) {
            new Writer(out).write(contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    static Contents read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(
                new java.io.BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)), 8192))) {
            return new Reader(in).read();
        } catch (IOException e) {
            throw new UncheckedIOException("the contents of an image are damaged in the database", e);
        }
    }

    private static final class Writer {
        private final DataOutputStream out;
        private final Map<String, Integer> said = new LinkedHashMap<>();

        Writer(DataOutputStream out) {
            this.out = out;
        }

        void write(Contents contents) throws IOException {
            out.writeByte(FORM);
            out.writeBoolean(contents.distribution().isPresent());
            if (contents.distribution().isPresent()) {
                Distribution from = contents.distribution().get();
                text(from.id());
                text(from.versionId());
                text(from.codename());
                text(from.prettyName());
            }
            write(contents.config());
            out.writeInt(contents.packages().size());
            for (int i = 0; i < contents.packages().size(); i++) {
                out.writeLong(contents.ids().get(i));
                write(contents.packages().get(i));
            }
        }

        private void write(ImageConfig config) throws IOException {
            text(config.os());
            text(config.architecture());
            text(config.variant());
            text(config.created());
            text(config.user());
            texts(config.entrypoint());
            texts(config.command());
            text(config.workingDirectory());
            texts(config.environment());
            texts(config.ports());
            texts(config.volumes());
            texts(List.copyOf(config.labels().keySet()));
            texts(List.copyOf(config.labels().values()));
            texts(config.diffIds());
        }

        private void write(FoundPackage found) throws IOException {
            Package what = found.what();
            text(what.type().id());
            text(what.name());
            text(what.version());
            text(what.architecture());
            text(what.source());
            text(what.sourceVersion());
            text(what.module());
            texts(what.licences());
            out.writeBoolean(what.vendored());
            text(found.path());
            text(found.layer());
        }

        private void texts(List<String> texts) throws IOException {
            out.writeInt(texts.size());
            for (String text : texts) {
                text(text);
            }
        }

        private void text(String text) throws IOException {
            Integer number = said.putIfAbsent(text, said.size());
            out.writeInt(number == null ? -1 : number);
            if (number == null) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }
    }

    private static final class Reader {
        private final DataInputStream in;
        private final List<String> said = new ArrayList<>();

        Reader(DataInputStream in) {
            this.in = in;
        }

        Contents read() throws IOException {
            int form = in.readByte();
            if (form != FORM) {
                throw new IOException("the form of its contents is " + form + ", expected " + FORM);
            }
            Optional<Distribution> distribution =
                    in.readBoolean() ? Optional.of(new Distribution(text(), text(), text(), text())) : Optional.empty();
            ImageConfig config = config();
            int count = in.readInt();
            List<FoundPackage> packages = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ids.add(in.readLong());
                packages.add(found());
            }
            return new Contents(distribution, config, packages, ids);
        }

        private ImageConfig config() throws IOException {
            String os = text();
            String architecture = text();
            String variant = text();
            String created = text();
            String user = text();
            List<String> entrypoint = texts();
            List<String> command = texts();
            String workingDirectory = text();
            List<String> environment = texts();
            List<String> ports = texts();
            List<String> volumes = texts();
            List<String> names = texts();
            List<String> values = texts();
            Map<String, String> labels = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                labels.put(names.get(i), values.get(i));
            }
            return new ImageConfig(
                    os,
                    architecture,
                    variant,
                    created,
                    user,
                    entrypoint,
                    command,
                    workingDirectory,
                    environment,
                    ports,
                    volumes,
                    labels,
                    texts());
        }

        private FoundPackage found() throws IOException {
            PackageType type = PackageType.of(text()).orElseThrow();
            Package what = new Package(type, text(), text(), text(), text(), text(), text(), texts(), in.readBoolean());
            return new FoundPackage(what, text(), text());
        }

        private List<String> texts() throws IOException {
            int count = in.readInt();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(text());
            }
            return texts;
        }

        private String text() throws IOException {
            int number = in.readInt();
            if (number >= 0) {
                return said.get(number);
            }
            String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            said.add(text);
            return text;
        }
    }
}
