package dev.entrepot.reading;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What rpm stores of one package (rpm's "Header format"), all big-endian:
///
/// ```
/// entries (4), bytes of data (4), entries of 16 bytes: tag, type, offset, count; data
/// types: 4 numbers of 4 bytes, 6 text, 8 list of texts, 9 text in several languages
/// texts end with a zero byte
/// ```
final class RpmHeader {
    static final int NAME = 1000;
    private static final int VERSION = 1001;
    private static final int RELEASE = 1002;
    private static final int EPOCH = 1003;
    private static final int VENDOR = 1011;
    private static final int LICENSE = 1014;
    private static final int ARCH = 1022;
    private static final int SOURCERPM = 1044;
    private static final int DIRINDEXES = 1116;
    private static final int BASENAMES = 1117;
    private static final int DIRNAMES = 1118;
    private static final int MODULARITYLABEL = 5096;
    private static final int NUMBERS = 4;
    private static final int TEXT = 6;
    private static final int TEXTS = 8;
    private static final int LANGUAGES = 9;

    /// rpm's own limit.
    private static final int MAX_ENTRIES = 65535;

    private static final int MAX_NAME = 1024;
    private static final int MAX_LICENCE = 4096;
    private static final int MAX_PATH = 4096;

    /// The largest packages have a few ten thousands.
    private static final int MAX_FILES = 200_000;

    /// How the makers of distributions call themselves as vendors of their packages.
    private static final List<String> DISTRIBUTIONS = List.of(
            "AlmaLinux",
            "Amazon",
            "CentOS",
            "CloudLinux",
            "Fedora Project",
            "Mageia",
            "Microsoft Corporation",
            "OpenAnolis",
            "Oracle America",
            "Red Hat",
            "Rocky",
            "SUSE",
            "VMware",
            "openEuler",
            "openSUSE");

    private record Entry(int type, long offset, long count) {}

    private final HeldBytes data;
    private final Map<Integer, Entry> entries;

    private RpmHeader(HeldBytes data, Map<Integer, Entry> entries) {
        this.data = data;
        this.entries = entries;
    }

    static RpmHeader of(HeldBytes bytes) throws UnreadableException {
        HeldBytes header = bytes.order(ByteOrder.BIG_ENDIAN);
        long count = header.u32(0);
        if (count == 0 || count > MAX_ENTRIES) {
            throw new UnreadableException("a package in it has " + count + " entries");
        }
        HeldBytes data = header.part(8 + 16 * count, header.u32(4));
        Map<Integer, Entry> entries = new HashMap<>();
        for (long at = 8; at < 8 + 16 * count; at += 16) {
            Entry entry = new Entry(header.i32(at + 4), header.u32(at + 8), header.u32(at + 12));
            entries.putIfAbsent(header.i32(at), entry);
        }
        return new RpmHeader(data, entries);
    }

    /// Empty for what is no package: keys that rpm keeps beside them.
    Optional<Package> software() throws UnreadableException {
        String name = text(NAME, MAX_NAME);
        if (name.isEmpty()) {
            throw new UnreadableException("a package in it has no name");
        }
        if (name.equals("gpg-pubkey")) {
            return Optional.empty();
        }
        long epoch = numbers(EPOCH).length() == 0 ? 0 : numbers(EPOCH).u32(0);
        RpmVersion version = new RpmVersion(epoch, text(VERSION, MAX_NAME) + "-" + text(RELEASE, MAX_NAME));
        RpmVersion.Source source = version.source(name, text(SOURCERPM, MAX_NAME));
        String licence = licence();
        return Optional.of(new Package(
                PackageType.RPM,
                name,
                version.text(),
                text(ARCH, MAX_NAME),
                source.name(),
                source.version(),
                module(),
                licence.isEmpty() ? List.of() : List.of(licence),
                false));
    }

    /// Whether the maker of a distribution made it, so that the distribution's advisories speak of what is in
    /// it.
    boolean ofDistribution() throws UnreadableException {
        String vendor = text(VENDOR, MAX_NAME);
        return DISTRIBUTIONS.stream().anyMatch(vendor::startsWith);
    }

    /// All its files, without a leading `/`.
    void files(Consumer<String> files) throws UnreadableException {
        List<String> folders = texts(DIRNAMES);
        List<String> names = texts(BASENAMES);
        HeldBytes indexes = numbers(DIRINDEXES);
        for (int file = 0; file < names.size() && indexes.has(4L * file, 4); file++) {
            long folder = indexes.u32(4L * file);
            if (folder >= folders.size()) {
                throw new UnreadableException(
                        "a package in it has a file in folder " + folder + " of " + folders.size());
            }
            String path = folders.get((int) folder) + names.get(file);
            files.accept(path.startsWith("/") ? path.substring(1) : path);
        }
    }

    /// `nodejs:12:8030020210708184456:5f0f67de` is built from the stream `nodejs:12`.
    private String module() throws UnreadableException {
        String[] parts = text(MODULARITYLABEL, MAX_NAME).split(":", 3);
        return parts.length < 2 ? "" : parts[0] + ":" + parts[1];
    }

    /// A licence of more than a page says nothing that could be compared; then there is none.
    private String licence() {
        try {
            return text(LICENSE, MAX_LICENCE);
        } catch (UnreadableException tooLong) {
            return "";
        }
    }

    private String text(int tag, int limit) throws UnreadableException {
        Entry entry = entries.get(tag);
        if (entry == null || entry.count() == 0 || !isText(entry.type())) {
            return "";
        }
        return data.textToZero(entry.offset(), limit, StandardCharsets.UTF_8);
    }

    private List<String> texts(int tag) throws UnreadableException {
        List<String> texts = new ArrayList<>();
        Entry entry = entries.get(tag);
        if (entry == null || !isText(entry.type())) {
            return texts;
        }
        long at = entry.offset();
        for (long index = 0; index < Math.min(entry.count(), MAX_FILES); index++) {
            String text = data.textToZero(at, MAX_PATH, StandardCharsets.ISO_8859_1);
            at += text.length() + 1;
            texts.add(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private HeldBytes numbers(int tag) throws UnreadableException {
        Entry entry = entries.get(tag);
        if (entry == null || entry.type() != NUMBERS) {
            return data.part(0, 0);
        }
        return data.part(entry.offset(), 4 * entry.count());
    }

    private static boolean isText(int type) {
        return type == TEXT || type == TEXTS || type == LANGUAGES;
    }
}
