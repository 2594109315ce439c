package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.database.Database;
import dev.entrepot.storage.BlobStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Everything in this package, composed over one database and one store.
public final class Content implements AutoCloseable {
    private static final String SQLITE = "sqlite";

    private final Repositories repositories;
    private final Namespaces namespaces;
    private final RepositoryChanges changes;
    private final BlobUploads uploads;
    private final Blobs blobs;
    private final Manifests manifests;
    private final Tags tags;
    private final Referrers referrers;
    private final Promotions promotions;
    private final Images images;
    private final Rewinds rewinds;
    private final Garbage garbage;
    private final Soundness soundness;
    private final Trash trash;
    private final Forecasts forecasts;
    private final Locks locks;
    private final Adoptions adoptions;
    private final Untagged untagged;
    private final ExecutorService hashing;

    /// What this package stands on.
    public record Foundations(
            Database database,
            BlobStore store,
            AuditLog audit,
            AccessEpoch epoch,
            NameKeeper names,
            MeterRegistry meters,
            InstantSource time,
            SteadyClock steady) {
        public Foundations(
                Database database,
                BlobStore store,
                AuditLog audit,
                AccessEpoch epoch,
                NameKeeper names,
                MeterRegistry meters,
                InstantSource time) {
            this(database, store, audit, epoch, names, meters, time, SteadyClock.machine());
        }
    }

    public Content(ContentConfig config, Foundations below) {
        Database database = below.database();
        BlobStore store = below.store();
        AuditLog audit = below.audit();
        MeterRegistry meters = below.meters();
        DatabaseClock clock = new DatabaseClock(database, below.time());
        ContentCache cache = new ContentCache(database.engine().equals(SQLITE), meters);
        // One platform thread: re-hashing whole files is rare, and must not starve what is hashed as it comes.
        hashing = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("rehash").daemon().factory());
        ClockWatch watch = new ClockWatch(database, clock, below.steady(), config.garbageLease());
        Leases leases = new Leases(config.garbageLease(), clock, watch, below.steady());
        repositories = new Repositories(database, clock, audit);
        uploads = new BlobUploads(config, new BlobUploads.Parts(database, store, repositories, cache, leases, hashing));
        soundness = new Soundness(below, repositories, cache, clock);
        blobs = new Blobs(config, database, store, repositories, cache, leases, audit, soundness);
        adoptions = new Adoptions(below, repositories, cache, leases);
        manifests = new Manifests(config, database, repositories, cache, leases, audit);
        RepositoryDeletion deletion = new RepositoryDeletion(config, database, clock);
        TrashKeeping keeping = new TrashKeeping(config.trashKeep());
        Purges purges = new Purges(below, watch, deletion);
        garbage = new Garbage(
                config, new Garbage.Parts(database, store, audit, cache, clock, watch, below.steady(), purges), meters);
        namespaces = new Namespaces(below, new Namespaces.Parts(clock, repositories, cache, keeping));
        changes = new RepositoryChanges(
                config, below, new RepositoryChanges.Parts(clock, below.epoch(), repositories, cache, keeping));
        trash = new Trash(
                below,
                watch,
                repositories,
                new Trash.Parts(
                        new ImageDeletions(below, new ImageDeletions.Parts(repositories, cache, clock, watch, keeping)),
                        new Restorations(below, new Restorations.Parts(repositories, cache, clock, watch)),
                        purges));
        forecasts = new Forecasts(database, repositories, clock, watch, keeping);
        locks = new Locks(database, clock, audit, repositories);
        untagged = new Untagged(database, repositories);
        tags = new Tags(database, repositories, cache);
        referrers = new Referrers(database, repositories);
        promotions = new Promotions(repositories, cache, leases, audit);
        images = new Images(database, clock, repositories);
        rewinds = new Rewinds(database, repositories, cache, clock, audit);
        Gauge.builder("entrepot.uploads.open", uploads, BlobUploads::open)
                .description("Open uploads that this node holds")
                .register(meters);
    }

    public Repositories repositories() {
        return repositories;
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    public RepositoryChanges changes() {
        return changes;
    }

    public BlobUploads uploads() {
        return uploads;
    }

    public Blobs blobs() {
        return blobs;
    }

    public Manifests manifests() {
        return manifests;
    }

    public Tags tags() {
        return tags;
    }

    public Referrers referrers() {
        return referrers;
    }

    public Adoptions adoptions() {
        return adoptions;
    }

    public Soundness soundness() {
        return soundness;
    }

    public Images images() {
        return images;
    }

    public Rewinds rewinds() {
        return rewinds;
    }

    public Promotions promotions() {
        return promotions;
    }

    public Garbage garbage() {
        return garbage;
    }

    public Trash trash() {
        return trash;
    }

    public Forecasts forecasts() {
        return forecasts;
    }

    public Untagged untagged() {
        return untagged;
    }

    public Locks locks() {
        return locks;
    }

    @Override
    public void close() {
        hashing.shutdownNow();
    }
}
