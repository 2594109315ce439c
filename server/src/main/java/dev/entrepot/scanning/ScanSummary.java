package dev.entrepot.scanning;

import dev.entrepot.packages.Severity;
import java.util.Map;

/// A scan in short.
///
/// @param findings how many of each severity; severities without any may be left out
public record ScanSummary(ImageScan.State state, Map<Severity, Integer> findings) {
    public ScanSummary {
        findings = Map.copyOf(findings);
    }
}
