package dev.entrepot.vulnerabilities;

import java.util.List;

/// A set as the manifest knows it.
///
/// @param name such as `osv-debian`; one set has it
/// @param file name of its file in the folder
/// @param sha256 of the file, in hex
/// @param families ecosystems, without their releases, of which it holds something
/// @param newest seconds since 1970 of its newest record; 0 when its records do not say
/// @param importedAt seconds since 1970
record SetInfo(
        String name,
        SetKind kind,
        String file,
        String sha256,
        List<String> families,
        long records,
        long newest,
        long importedAt,
        long bytes) {
    SetInfo {
        families = List.copyOf(families);
    }
}
