package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.reading.ProgramLayout.Section;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The list of packages that cargo-auditable writes into a program: zlib over JSON,
/// `{"packages": [{"name", "version", "source", "kind": "runtime|build", "root": true}]}`.
final class RustAudit {
    /// What the authors of the form advise.
    private static final int MAX_BYTES = 8 << 20;

    private static final String PUBLIC = "crates.io";

    private RustAudit() {}

    /// What runs in the program: the program's own package, and those of crates.io, on which alone advisories
    /// are published; what only helped to build it is left out. Empty for a program without a list.
    static List<Package> find(HeldBytes program, ProgramLayout layout, Budget budget)
            throws IOException, UnreadableException {
        List<Package> found = new ArrayList<>();
        Optional<Section> section = layout.section(ProgramLayout.RUST, ProgramLayout.RUST_OLD);
        if (section.isPresent()) {
            byte[] json =
                    inflated(program.copy(section.get().offset(), section.get().size()), budget);
            Json.read(
                    new ByteArrayInputStream(json),
                    json.length,
                    budget,
                    root -> Json.members(root, (name, packages) -> {
                        if (name.equals("packages")) {
                            Json.elements(packages, each -> read(each, found));
                        }
                    }));
        }
        return found;
    }

    private static void read(JsonParser parser, List<Package> found) throws LimitException {
        String[] text = {"", "", "", "runtime"};
        boolean[] root = {false};
        Json.members(parser, (name, value) -> {
            switch (name) {
                case "name" -> text[0] = Json.text(value);
                case "version" -> text[1] = Json.text(value);
                case "source" -> text[2] = Json.text(value);
                case "kind" -> text[3] = Json.text(value);
                case "root" -> root[0] = value.currentToken() == JsonToken.VALUE_TRUE;
                default -> {}
            }
        });
        boolean isPublic = root[0] || text[2].equals(PUBLIC);
        if (!text[0].isEmpty() && text[3].equals("runtime") && isPublic) {
            found.add(Package.of(PackageType.CARGO, text[0], text[1]));
        }
    }

    private static byte[] inflated(byte[] packed, Budget budget) throws IOException, UnreadableException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 13];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed);
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                json.write(buffer, 0, count);
                budget.unpacked(count);
                if ((count == 0 && !inflater.finished()) || json.size() > MAX_BYTES) {
                    throw new UnreadableException(
                            "its list of Rust packages ends too early or is longer than " + MAX_BYTES);
                }
            }
        } catch (DataFormatException broken) {
            throw new UnreadableException("its list of Rust packages is packed wrongly (" + broken.getMessage() + ")");
        }
        return json.toByteArray();
    }
}
