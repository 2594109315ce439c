package dev.entrepot.scanning;

import dev.entrepot.database.Database;
import java.util.List;

/// Forgets images that no repository of their namespace has any more, nor its trash; layers likewise; and packages that
/// no image has. Walks over the rows a page at a time, and begins anew when it is through: what is left behind for a
/// while costs only space. What comes back from the trash meanwhile need not be read again.
final class Sweep {
    private static final int PAGE = 2_000;
    private static final int LAYERS = 500;
    /// Rows of images and packages that go in one transaction.
    private static final int BATCH = 20;

    private final Database database;
    private final SweepTable table = new SweepTable();
    private long image = Long.MIN_VALUE;
    private long pack = Long.MIN_VALUE;
    private SweepTable.Layer layer = SweepTable.Layer.FIRST;

    Sweep(Database database) {
        this.database = database;
    }

    /// One page of each; returns how many rows went. Not to be called by two threads at once.
    int step() {
        return images() + layers() + packages();
    }

    private int images() {
        long after = image;
        List<Long> page = database.read(sql -> table.images(sql, after, PAGE));
        image = page.size() < PAGE ? Long.MIN_VALUE : page.getLast();
        if (page.isEmpty()) {
            return 0;
        }
        List<Long> deserted = database.read(sql -> table.deserted(sql, after, page.getLast()));
        int gone = 0;
        for (int from = 0; from < deserted.size(); from += BATCH) {
            List<Long> batch = deserted.subList(from, Math.min(from + BATCH, deserted.size()));
            gone += database.write(sql -> {
                int dropped = 0;
                for (long id : batch) {
                    // Looked at again: it may have been pushed meanwhile.
                    if (!table.deserted(sql, id - 1, id).isEmpty()) {
                        table.dropImage(sql, id);
                        dropped++;
                    }
                }
                return dropped;
            });
        }
        return gone;
    }

    private int layers() {
        SweepTable.Layer after = layer;
        List<SweepTable.Layer> page = database.read(sql -> table.layers(sql, after, LAYERS));
        layer = page.size() < LAYERS ? SweepTable.Layer.FIRST : page.getLast();
        int gone = 0;
        for (int from = 0; from < page.size(); from += BATCH) {
            List<SweepTable.Layer> batch = page.subList(from, Math.min(from + BATCH, page.size()));
            List<SweepTable.Layer> deserted = database.read(sql ->
                    batch.stream().filter(each -> table.isDeserted(sql, each)).toList());
            if (!deserted.isEmpty()) {
                gone += database.write(sql -> deserted.stream()
                        .mapToInt(each -> table.isDeserted(sql, each) ? table.dropLayer(sql, each) : 0)
                        .sum());
            }
        }
        return gone;
    }

    private int packages() {
        long after = pack;
        List<Long> page = database.read(sql -> table.packages(sql, after, PAGE));
        pack = page.size() < PAGE ? Long.MIN_VALUE : page.getLast();
        if (page.isEmpty()) {
            return 0;
        }
        List<Long> unused = database.read(sql -> table.unused(sql, after, page.getLast()));
        int gone = 0;
        for (int from = 0; from < unused.size(); from += BATCH) {
            List<Long> batch = unused.subList(from, Math.min(from + BATCH, unused.size()));
            gone += database.write(sql -> {
                int dropped = 0;
                for (long id : batch) {
                    if (!table.unused(sql, id - 1, id).isEmpty()) {
                        table.dropPackage(sql, id);
                        dropped++;
                    }
                }
                return dropped;
            });
        }
        return gone;
    }
}
