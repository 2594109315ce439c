package dev.entrepot.scanning;

import dev.entrepot.content.Content;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.Repository;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.events.Outbox;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.reading.LayerReaders;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything in this package, composed over content, readers and the vulnerability database.
public final class Scanning implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scanning.class);
    private static final String SQLITE = "sqlite";

    /// What other nodes found is looked for this often by whoever waits.
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private static final int REQUEUED_AT_ONCE = 500;

    private final ScanningConfig config;
    private final Database database;
    private final DatabaseClock clock;
    private final boolean alone;
    private final Outbox outbox;
    private final News news = new News();
    private final Arrivals arrivals;
    private final Findings findings;
    private final ExternalScans external;
    private final Tree tree;
    private final Rematching rematching;
    private final Workers workers;
    private final Sweep sweep;
    private final Imports imports;
    private final Search search;
    private final Diffs diffs;
    private final ImageScanTable images = new ImageScanTable();
    private final QueueTable queue = new QueueTable();
    private final ArrivalTable manifests = new ArrivalTable();
    private volatile boolean closing;
    private volatile long changedAt;

    /// What this package stands on. None of it is closed here.
    ///
    /// @param downloads a folder for what is fetched, of this package alone, such as `DATA/tmp/vulnerabilities`
    public record Foundations(
            Database database,
            DatabaseClock clock,
            BlobStore store,
            Content content,
            VulnerabilityDatabase vulnerabilities,
            Outbox outbox,
            MeterRegistry meters,
            Path downloads) {}

    /// Nothing is read before {@link #start}.
    ///
    /// @param readers closed before this, so that what is being read ends at once
    public Scanning(ScanningConfig config, Foundations below, LayerReaders readers) {
        this(config, below, new IsolatedReader(readers));
    }

    Scanning(ScanningConfig config, Foundations below, LayerReader reader) {
        this.config = config;
        this.database = below.database();
        this.clock = below.clock();
        this.alone = database.engine().equals(SQLITE);
        this.outbox = below.outbox();
        Layers layers = new Layers(database, clock, below.store(), reader);
        ImageReading reading = new ImageReading(database, below.store(), layers);
        Storing storing = new Storing(database, clock, below.vulnerabilities(), outbox);
        this.arrivals = new Arrivals(database, clock, config.onPush());
        this.external = new ExternalScans(database, clock, new Told(), config.external());
        this.findings = new Findings(database, below.vulnerabilities(), external);
        this.tree = new Tree(below.content().manifests());
        this.rematching = new Rematching(database, clock, below.vulnerabilities(), outbox, news);
        this.workers = new Workers(new Workers.Parts(database, clock, reading, storing, news));
        this.sweep = new Sweep(database);
        this.imports = new Imports(config, below, below.downloads());
        this.search = new Search(database);
        this.diffs = new Diffs(below.content().manifests(), findings, new FileTrees(database, below.store(), reader));
        Gauge.builder("entrepot.scans.waiting", this, Scanning::queued)
                .description("Images that wait to be read")
                .register(below.meters());
    }

    private long queued() {
        return database.read(images::queued);
    }

    /// Begins to read what is in the queue, on threads of its own, until {@link #close}.
    public void start() {
        workers.start(config.reading().workers(), alone);
    }

    /// What is known of an image of a namespace now, with all its findings; empty when the namespace has no such
    /// manifest, or it is an index.
    public Optional<ImageScan> find(String namespace, Digest digest) {
        return findings.find(namespace, digest);
    }

    /// What the config of an image says, as it was read with its layers; empty before.
    public Optional<ImageConfig> config(String namespace, Digest digest) {
        return findings.config(namespace, digest);
    }

    /// The images that stand under a manifest of a repository: the children of an index that can run (whatever has
    /// the config and layers of an image; nested ones followed, attestations left out), or the manifest itself,
    /// whatever it is. Empty when it is not there.
    public List<Digest> images(RepositoryName repository, Digest digest) {
        return tree.images(repository, digest);
    }

    /// Puts an image, or all under an index, before all others in the queue, unless it was read with the readers of
    /// this version. Nothing happens where there is no such manifest.
    ///
    /// @param again read it even so, and its layers too
    public void request(RepositoryName repository, Digest digest, boolean again) {
        for (Digest image : images(repository, digest)) {
            request(repository.namespace(), image, again ? Urgency.AGAIN : Urgency.NOW);
        }
    }

    /// How much somebody wants an image to be read.
    private enum Urgency {
        /// When its turn comes, before those that nobody waits for.
        SOON,
        /// At once, even if it was tried in vain just now.
        NOW,
        /// At once, with all its layers, whatever is known of it.
        AGAIN
    }

    private void request(String namespace, Digest digest, Urgency urgency) {
        Optional<ArrivalTable.Content> content = database.read(sql -> manifests.content(sql, namespace, digest));
        Optional<ImageScanTable.Begin> begin = content.flatMap(found -> Arrivals.begin(namespace, digest, found, true));
        if (begin.isEmpty()) {
            return;
        }
        database.write(sql -> {
            long now = clock.now(sql);
            if (images.find(sql, namespace, digest).isEmpty()) {
                images.insert(sql, begin.get(), now);
            }
            ImageScanTable.Stored image = images.find(sql, namespace, digest).orElseThrow();
            boolean open = image.reader() < ImageReading.READER || image.queued();
            if (begin.get().dueAt() != null && (urgency == Urgency.AGAIN || open)) {
                switch (urgency) {
                    case SOON -> queue.hasten(sql, image.id(), now);
                    case NOW -> queue.ask(sql, image.id(), 0, now);
                    case AGAIN -> queue.ask(sql, image.id(), now, now);
                }
            }
            return true;
        });
        news.come();
    }

    /// As {@link #find}, once it is known and nobody's request to read it is left, or after `patience`, whichever is
    /// first. Whoever waits for an image asks for it: it is put before all others.
    public Optional<ImageScan> await(String namespace, Digest digest, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean asked = false;
        while (true) {
            long seen = news.changes();
            Optional<ImageScanTable.Stored> image = database.read(sql -> images.find(sql, namespace, digest));
            boolean open = image.isEmpty()
                    || image.get().state() == ImageScan.State.PENDING
                    || image.get().waited();
            long left = deadline - System.nanoTime();
            if (!open || left <= 0 || closing) {
                return find(namespace, digest);
            }
            if (!asked) {
                if (image.isEmpty() && find(namespace, digest).isEmpty()) {
                    return Optional.empty();
                }
                request(namespace, digest, Urgency.SOON);
                asked = true;
                continue;
            }
            if (!pause(seen, Math.min(left, LOOK_EVERY.toNanos()))) {
                return find(namespace, digest);
            }
        }
    }

    private boolean pause(long seen, long nanos) {
        try {
            news.pause(seen, nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// How many findings of each severity images have, for listings; of what nobody has looked at there is nothing.
    public Map<Digest, ScanSummary> summaries(String namespace, Collection<Digest> digests) {
        return findings.summaries(namespace, digests);
    }

    /// Images that have a package, a page of them; see {@link PackageQuery}.
    ///
    /// @param cursor the {@link SearchPage#next} of the page before; empty text at the beginning
    /// @param visible whether the caller may see a repository; what it may not see takes no place on the page
    /// @throws IllegalArgumentException when the cursor is none
    public SearchPage search(PackageQuery query, String cursor, int limit, Predicate<Repository> visible) {
        return search.page(query, cursor, limit, visible);
    }

    /// An image of a repository: a manifest with layers.
    public record ImageAt(RepositoryName repository, Digest digest) {}

    /// How the second image differs from the first; empty when one of them is not there, or is no image. Blocks for as
    /// long as the listing of their layers takes, when files are asked for.
    ///
    /// @param files whether the files in them are compared too: their layers are listed for that
    /// @throws IOException when they cannot be listed
    public Optional<ImageDiff> diff(ImageAt first, ImageAt second, boolean files)
            throws IOException, InterruptedException {
        return diffs.diff(first, second, files);
    }

    /// Grows with every change of what this node knows of any image: what was derived before is to be derived again.
    public long changes() {
        return news.changes();
    }

    /// Events of this registry.
    public Outbox events() {
        return outbox;
    }

    /// The work of every second: finds what came, puts what was healed and what older readers read into the queue, and
    /// looks for what other nodes found.
    void look() {
        boolean any = arrivals.look();
        List<Long> healed = database.read(sql -> queue.healed(sql, REQUEUED_AT_ONCE));
        List<Long> outdated = database.read(sql -> queue.outdated(sql, ImageReading.READER, REQUEUED_AT_ONCE));
        if (!healed.isEmpty() || !outdated.isEmpty()) {
            database.write(sql -> {
                queue.queue(sql, healed, QueueTable.ARRIVED, clock.now(sql));
                queue.queue(sql, outdated, QueueTable.AGAIN, clock.now(sql));
                return true;
            });
            LOG.info("event=images_queued_again healed={} outdated={}", healed.size(), outdated.size());
        }
        long latest = alone ? 0 : database.read(images::changedAt);
        if (any || !healed.isEmpty() || !outdated.isEmpty() || latest != changedAt) {
            changedAt = latest;
            news.come();
        }
    }

    /// The work of every few seconds: holds on to what is being read here.
    void renew() {
        workers.renew();
    }

    /// The work of every minute: forgets what is no more.
    void sweep() {
        int gone = sweep.step();
        if (gone > 0) {
            LOG.info("event=scans_swept rows={}", gone);
        }
    }

    /// What external scanners say is news like any other.
    private final class Told implements ExternalScans.ScanChanges {
        @Override
        public void changed(Sql sql, String namespace, Digest digest) {
            images.find(sql, namespace, digest).ifPresent(image -> images.revise(sql, image.id(), clock.now(sql)));
        }

        @Override
        public void committed() {
            news.come();
        }
    }

    /// The scanners beside the built-in one.
    public ExternalScans external() {
        return external;
    }

    /// How vulnerabilities come in.
    public Imports imports() {
        return imports;
    }

    Rematching rematching() {
        return rematching;
    }

    /// Reads one image of the queue on this thread, for tests; false when none is due.
    boolean step() throws InterruptedException {
        return workers.step();
    }

    /// Answers at once whoever waits for an image, and begins to read none, from now on.
    public void stopWaiting() {
        closing = true;
        workers.stop();
    }

    /// Begins nothing more; what is being read goes on with the next start.
    @Override
    public void close() {
        stopWaiting();
        workers.close();
        imports.close();
        external.close();
    }
}
