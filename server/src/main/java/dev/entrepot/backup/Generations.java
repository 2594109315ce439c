package dev.entrepot.backup;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The snapshots of one folder, which share the bytes of blobs.
final class Generations {
    private final BackupFolder folder;

    Generations(BackupFolder folder) {
        this.folder = folder;
    }

    /// @param snapshots that went
    /// @param problem why nothing went; else empty
    record Pruned(List<String> snapshots, long freedBytes, String problem) {}

    /// Keeps the newest `count`; what lies there for others alone goes. 0 keeps all.
    ///
    /// While one of these cannot be read nothing goes: nobody knows which blobs it names.
    Pruned keep(int count) throws IOException {
        if (count == 0) {
            return new Pruned(List.of(), 0, "");
        }
        try {
            return keepNewest(count);
        } catch (DamagedBackupException e) {
            return new Pruned(List.of(), 0, "older snapshots were not removed: " + e.getMessage());
        }
    }

    private Pruned keepNewest(int count) throws IOException {
        List<String> all = folder.snapshots();
        List<String> gone = all.subList(0, Math.max(0, all.size() - count));
        Set<ShortDigest> named = new HashSet<>();
        for (String id : all.subList(gone.size(), all.size())) {
            Manifest manifest = manifest(folder, id);
            StoredBlob.each(folder.snapshot(id), manifest, blob -> named.add(ShortDigest.of(blob.digest())));
        }
        for (String id : gone) {
            folder.remove(id);
        }
        return new Pruned(gone, folder.keepOnly(named), "");
    }

    static Manifest manifest(BackupFolder folder, String id) throws IOException {
        byte[] json = Sums.checked(folder.snapshot(id), BackupFolder.MANIFEST);
        Manifest manifest = Manifest.read(
                json, folder.snapshot(id).resolve(BackupFolder.MANIFEST).toString());
        if (!manifest.id().equals(id)) {
            throw new DamagedBackupException("the folder of snapshot " + id + " holds snapshot " + manifest.id());
        }
        return manifest;
    }
}
