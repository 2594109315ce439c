package dev.entrepot.scanning;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.reading.LayerOutcome;
import dev.entrepot.reading.LayerReport;
import dev.entrepot.reading.LayerSource;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What layers say: each is read once per namespace and version of the readers, however many images have it.
final class Layers {
    /// Layers of one digest are read one after the other on this node, others seldom wait for each other.
    private static final int LOCKS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Layers.class);

    private final Database database;
    private final DatabaseClock clock;
    private final BlobStore store;
    private final LayerReader reader;
    private final LayerTable table = new LayerTable();
    private final List<ReentrantLock> locks = new ArrayList<>();

    Layers(Database database, DatabaseClock clock, BlobStore store, LayerReader reader) {
        this.database = database;
        this.clock = clock;
        this.store = store;
        this.reader = reader;
        for (int i = 0; i < LOCKS; i++) {
            locks.add(new ReentrantLock());
        }
    }

    /// Why no layer can be read here; empty when they can.
    Optional<String> refusal() throws IOException, InterruptedException {
        return reader.refusal();
    }

    /// A layer of a namespace.
    ///
    /// @param freshFrom what was read before does not count
    record Wanted(String namespace, Digest digest, StorageKey key, long freshFrom) {}

    /// What it says.
    ///
    /// @throws IOException when its bytes cannot be read
    LayerOutcome outcome(Wanted layer) throws IOException, InterruptedException {
        ReentrantLock lock = locks.get(Math.floorMod(layer.digest.hashCode() + layer.namespace.hashCode(), LOCKS));
        lock.lockInterruptibly();
        try {
            Optional<LayerOutcome> known = known(layer);
            return known.isPresent() ? known.get() : read(layer);
        } finally {
            lock.unlock();
        }
    }

    private Optional<LayerOutcome> known(Wanted layer) {
        LayerTable.Wanted counts = new LayerTable.Wanted(ImageReading.READER, layer.freshFrom);
        return database.read(sql -> table.find(sql, layer.namespace, layer.digest, counts))
                .flatMap(reading -> outcome(layer, reading));
    }

    /// Empty when it must be read again.
    private static Optional<LayerOutcome> outcome(Wanted layer, LayerTable.Reading reading) {
        if (reading.report() == null) {
            return Optional.of(new LayerOutcome.Unreadable(reading.problem()));
        }
        try {
            return Optional.of(new LayerOutcome.Read(LayerReport.of(reading.report())));
        } catch (IOException damaged) {
            LOG.warn("event=layer_report_damaged digest={} effect=\"it is read again\"", layer.digest, damaged);
            return Optional.empty();
        }
    }

    private LayerOutcome read(Wanted layer) throws IOException, InterruptedException {
        LayerSource source = BlobStream.layer(store, layer.key);
        LayerOutcome outcome = reader.read(layer.namespace, source);
        LayerTable.Reading reading = switch (outcome) {
            case LayerOutcome.Read(LayerReport report) -> new LayerTable.Reading("", report.toBytes());
            case LayerOutcome.Unreadable(String why) ->
                new LayerTable.Reading(Clean.problem(why, ImageReading.MAX_PROBLEM), null);
        };
        database.write(sql -> {
            table.put(sql, layer.namespace, layer.digest, ImageReading.READER, reading, clock.now(sql));
            return true;
        });
        return outcome;
    }
}
