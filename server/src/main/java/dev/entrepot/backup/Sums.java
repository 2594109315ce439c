package dev.entrepot.backup;

import dev.entrepot.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The file SHA256SUMS of a snapshot, as `sha256sum -c` reads it.
final class Sums {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

    private Sums() {}

    static String of(byte[] bytes) {
        return Digest.of(Digest.Algorithm.SHA256, bytes).encoded();
    }

    static byte[] text(Map<String, String> sums) {
        return sums.entrySet().stream()
                .map(each -> each.getValue() + "  " + each.getKey() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    /// The sums by the names of the files.
    static Map<String, String> read(Path snapshot) throws IOException {
        Path file = snapshot.resolve(BackupFolder.SUMS);
        if (!Files.exists(file)) {
            throw new DamagedBackupException(file + " is missing");
        }
        Map<String, String> sums = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new DamagedBackupException(file + " holds what is no checksum");
            }
            sums.put(parts.group(2), parts.group(1));
        }
        return sums;
    }

    /// The bytes of a small file, if they are those that were written.
    static byte[] checked(Path snapshot, String name) throws IOException {
        Path file = snapshot.resolve(name);
        if (!Files.exists(file)) {
            throw new DamagedBackupException(file + " is missing");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!of(bytes).equals(read(snapshot).get(name))) {
            throw new DamagedBackupException(file + " is damaged: its SHA-256 is not that of " + BackupFolder.SUMS);
        }
        return bytes;
    }
}
