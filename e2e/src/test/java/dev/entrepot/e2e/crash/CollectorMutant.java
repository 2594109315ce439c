package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.crash.MutatedJar.Change;
import java.util.List;

/// Collectors, leases and trash that take too much or too little, to show that {@link CollectorPromises} sees it.
@SuppressWarnings("ImmutableEnumChecker")
enum CollectorMutant {
    LINK_GOES_IN_SPITE_OF_ITS_LEASE(of("DueLinks", "if (facts.leasedUntil() > over) {", "if (over < 0) {")),
    LINK_GOES_ALTHOUGH_A_MANIFEST_NAMES_IT(of("DueLinks", "if (facts.named()) {", "if (facts.named() && over < 0) {")),
    RENEWED_LINK_IS_NEVER_LOOKED_AT_AGAIN(
            of("DueLinks", "table.lookAgain(sql, link, facts.leasedUntil());", "table.settle(sql, link);")),
    COLLECTED_LINK_STAYS_IN_THE_CACHE(of("DueLinks", "cache.changed(each.facts.name(), ", "List.of(each.facts, ")),
    BLOB_OF_A_COLLECTED_LINK_IS_FORGOTTEN(of(
            "DueLinks", "garbage.queueUnlinked(sql, key, now + delayMicros)", "garbage.forgetUnlinked(sql, key, -1)")),
    NEW_LINK_IS_NEVER_LOOKED_AT(of(
            "LinkTable",
            "VALUES (?, ?, 'present', ?, ?, ?, ?, ?) ON CONFLICT",
            "VALUES (?, ?, 'present', ?, ?, ?, ?, CASE WHEN ? < 0 THEN 0 END) ON CONFLICT")),
    ROW_GOES_ALTHOUGH_A_LINK_HOLDS_IT(of(
            "GarbageTable", "AND NOT EXISTS (SELECT 1 FROM link WHERE link.storage_key = ?)", "AND storage_key = ?")),
    BYTES_GO_ALTHOUGH_A_LINK_HOLDS_THEM(
            of("UnlinkedBlobs", "if (size.isPresent()) {", "if (!due.isEmpty()) {"),
            of("UnlinkedBlobs", "size.get()", "size.orElse(0L)")),
    REMOVAL_IS_NOT_QUEUED(of("UnlinkedBlobs", "table.queueBlobRemoval(sql, key, size.get(), over);", "")),
    BYTES_STAY(of("Removals", "store.delete(each.key());", "store.find(each.key());")),
    CANCELLED_UPLOAD_LEAVES_ITS_BYTES(of(
            "BlobUploads",
            "if (!table.delete(sql, session.id(), session.epoch())) {\n                    return false;",
            "if (table.delete(sql, session.id(), session.epoch())) {\n                    return true;")),
    UPLOAD_GIVES_NO_LEASE(of(
            "BlobUploads",
            "Lease lease = parts.leases.of(now, session.principal());",
            "Lease lease = new Lease(session.principal(), now, now);")),
    MOUNT_GIVES_NO_LEASE(of(
            "Blobs",
            "Lease lease = leases.of(now, pusher.authority());",
            "Lease lease = new Lease(pusher.authority().author().key(), now, now);")),
    HEAD_RENEWS_NOTHING(of(
            "Blobs",
            "if (found.isEmpty() || !leases.runsLow(found.get().leasedUntil())) {",
            "if (found.isPresent() || leases.runsLow(0)) {")),
    DELETED_MANIFEST_STAYS_IN_THE_CACHE(of("ImageDeletions", "cache.changed(name, changed);", "changed.clear();")),
    LEASE_IS_LOST_IN_THE_TRASH(of(
            "BinTable",
            "SELECT CAST(? AS BIGINT), digest, state, storage_key, size, leased_until, leased_by",
            "SELECT CAST(? AS BIGINT), digest, state, storage_key, size, 0, leased_by")),
    PUSH_REVIVES_NOTHING(of(
            "Revival",
            "return manifest ? manifest(sql, home, digest, lease) : blob(sql, home, digest, lease);",
            "return Optional.empty();")),
    PURGE_BEFORE_ITS_TIME(
            of("EndedTable", "FROM deletion WHERE keep_until <= ?", "FROM deletion WHERE keep_until + 0 * ? >= 0"),
            of("EndedTable", "WHERE id = ? AND keep_until <= ?", "WHERE id = ? AND keep_until + 0 * ? >= 0")),
    PURGE_IN_SPITE_OF_LEASES(
            of("EndedTable", "stored, now, now, now, limit", "stored, now, Long.MAX_VALUE, Long.MAX_VALUE, limit"),
            of("EndedTable", "stored, id, now, now, now", "stored, id, now, Long.MAX_VALUE, Long.MAX_VALUE")),
    PURGE_FORGETS_WHAT_HUNG_ON_IT(of("Purges", "ended.queueOrphans(sql, repository, bin, watch.over(sql));", "")),
    PURGE_FORGETS_BLOBS(of("RepositoryDeletion", "garbage.queueUnlinked(sql, key, clock.now(sql) + delayMicros);", "")),
    RESTORE_FORGETS_SIGNATURES(of(
            "Restorations",
            "return bins.bring(sql, home, bin, table.manifests(sql, bin));",
            "return bins.bring(sql, home, bin, List.of(Digest.parse(deletion.digest())));")),
    RESTORE_FORGETS_TAGS(of(
            "Restorations",
            "point(sql, home.get(), wanted, authority);",
            "point(sql, home.get(), List.of(), authority);")),
    RESTORE_FORGETS_LINKS(of("Bins", "hold(table.copyLinks(sql, from.bin, to, from.digest), growth);", "")),
    SET_CLOCK_IS_NOT_NOTICED(of("ClockWatch", "if (Math.abs(step) <= TOLERANCE) {", "if (step <= Long.MAX_VALUE) {"));

    private final List<Change> changes;

    CollectorMutant(Change... changes) {
        this.changes = List.of(changes);
    }

    List<Change> changes() {
        return changes;
    }

    private static Change of(String type, String text, String replacement) {
        return new Change("dev/entrepot/content/" + type + ".java", text, replacement);
    }
}
