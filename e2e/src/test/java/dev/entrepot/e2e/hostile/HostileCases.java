package dev.entrepot.e2e.hostile;

import java.util.ArrayList;
import java.util.List;

/// All hostile requests there are.
public final class HostileCases {
    private HostileCases() {}

    /// The cases in a fixed order. Those that guess passwords come last: they may be slowed down.
    public static List<HostileCase> all() {
        List<HostileCase> all = new ArrayList<>();
        all.addAll(NameCases.all());
        all.addAll(ManifestCases.all());
        all.addAll(DocumentCases.all());
        all.addAll(UploadCases.all());
        all.addAll(RangeCases.all());
        all.addAll(WireCases.all());
        all.addAll(CredentialCases.all());
        return all;
    }
}
