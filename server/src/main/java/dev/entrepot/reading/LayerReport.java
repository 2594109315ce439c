package dev.entrepot.reading;

import java.util.List;

/// What one layer says, by itself.
///
/// @param diffId `sha256:…` of the layer after decompression; empty when it was not read to its end
/// @param evidence files that name packages or the distribution. A file whose path is that of a package database or of
///        metadata is listed even if it names none: it hides what lower layers have there
/// @param whiteouts paths that this layer removes from those below, without `.wh.`
/// @param opaques folders whose content in lower layers is hidden; the empty text is the root
/// @param paths all other paths of the layer that are no folders, as hashes: what they hide in lower layers
/// @param problems why it was read in part, for people; empty when it was read whole
/// @param entries of the archive
/// @param bytes after decompression
public record LayerReport(
        String diffId,
        List<Evidence> evidence,
        List<String> whiteouts,
        List<String> opaques,
        PathSet paths,
        List<String> problems,
        long entries,
        long bytes) {
    public LayerReport {
        evidence = List.copyOf(evidence);
        whiteouts = List.copyOf(whiteouts);
        opaques = List.copyOf(opaques);
        problems = List.copyOf(problems);
    }
}
