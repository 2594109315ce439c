package dev.entrepot.reading;

import java.io.IOException;
import java.util.List;

/// What one layer says, by itself.
///
/// @param diffId `sha256:…` of the layer after decompression; empty when it was not read to its end
/// @param evidence files that name packages or the distribution, in the order of the archive, each path once
/// @param whiteouts paths that this layer removes from those below, without `.wh.`
/// @param opaques folders whose content in lower layers is hidden; the empty text is the root
/// @param paths all paths of the layer, whiteouts aside, as hashes: what they hide in lower layers. Those of
///        folders end with `/`
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

    /// Whether all of the layer was read and understood.
    public boolean whole() {
        return problems.isEmpty();
    }

    /// Compact, versioned, compressed: to be stored.
    public byte[] toBytes() {
        return ReportCodec.write(this);
    }

    /// What {@link #toBytes} made. Throws when it is damaged, or of a version that is not known any more: then
    /// the layer is to be read again.
    public static LayerReport of(byte[] bytes) throws IOException {
        return ReportCodec.read(bytes);
    }
}
