package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the bytes of blobs are still what they were when they came.
///
/// What is found bad is `damaged` from then on: it is answered like a blob that is not there, nothing is linked
/// to it, no manifest may name it, and the next push of the digest brings new bytes for everybody who links it.
public final class Soundness {
    /// A blob and what is known of its bytes.
    ///
    /// @param readAt when they were last read whole and found sound, or hashed as they came, in microseconds
    /// since 1970
    public record Entry(StorageKey key, Digest digest, long size, boolean sound, long readAt) {}

    /// Who needs a blob.
    ///
    /// @param manifest that names it, if one does
    /// @param tag one that points to that manifest
    public record Use(String repository, Optional<String> manifest, Optional<String> tag) {
        /// `NS/REPO:TAG`, or as near to it as there is.
        public String image() {
            String by = manifest.map(digest -> "@" + digest).orElse("");
            return repository + tag.map(name -> ":" + name).orElse(by);
        }
    }

    /// How much there is, and how much of it was read when.
    ///
    /// @param reread blobs that were read whole since they came
    /// @param oldest when the blob was read that was not read for the longest time, in microseconds since 1970
    public record Coverage(long blobs, long bytes, long reread, long damaged, Optional<Long> oldest) {}

    /// Bytes that requests stumbled over and that nobody looked at yet; what is beyond is found by scrubbing.
    private static final int MOST_SUSPECTS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

    private final Database database;
    private final BlobStore store;
    private final Repositories repositories;
    private final ContentCache cache;
    private final DatabaseClock clock;
    private final SoundnessTable table = new SoundnessTable();
    private final Set<Digest> suspects = ConcurrentHashMap.newKeySet();

    Soundness(Content.Foundations below, Repositories repositories, ContentCache cache, DatabaseClock clock) {
        this.database = below.database();
        this.store = below.store();
        this.repositories = repositories;
        this.cache = cache;
        this.clock = clock;
        Gauge.builder("entrepot.blobs.damaged", this, Soundness::countDamaged)
                .description("Blobs whose bytes are known to be bad or missing")
                .register(below.meters());
    }

    private long countDamaged() {
        return database.read(table::countDamaged);
    }

    /// At most `limit` blobs after `key` (which need not exist), in the order of their keys.
    public List<Entry> after(String key, int limit) {
        return database.read(sql -> table.after(sql, key, limit));
    }

    /// How many bytes of blobs lie under keys after `key`, each blob counted as `more` bytes longer than it is.
    public long bytesAfter(String key, long more) {
        SoundnessTable.Sum sum = database.read(sql -> table.sum(sql, key));
        return sum.bytes() + sum.blobs() * more;
    }

    /// At most `limit` sound blobs that were not read since `before` (microseconds since 1970), the longest
    /// first.
    public List<Entry> longestUnread(long before, int limit) {
        return database.read(sql -> table.longestUnread(sql, before, limit));
    }

    /// At most `limit` damaged blobs after `key`, in the order of their keys.
    public List<Entry> damaged(String key, int limit) {
        return database.read(sql -> table.damaged(sql, key, limit));
    }

    public Coverage coverage() {
        return database.read(sql -> {
            SoundnessTable.Totals totals = table.totals(sql);
            return new Coverage(
                    totals.blobs(), totals.bytes(), totals.reread(), table.countDamaged(sql), totals.oldest());
        });
    }

    /// Who needs these bytes; at most `limit`.
    public List<Use> uses(Entry entry, int limit) {
        return database.read(sql -> table.uses(sql, entry.key(), limit));
    }

    /// Whether a repository holds the digest, but only as bytes that are known to be bad.
    public boolean isDamaged(RepositoryName name, Digest digest) {
        return repositories
                .id(name)
                .filter(id -> database.read(sql -> table.isDamaged(sql, id, digest)))
                .isPresent();
    }

    /// Reads all bytes of a blob, on this thread: a platform thread, as hashing is not time-sliced on another.
    /// Bytes that seem bad are read once again. Notes nothing.
    public Verdict read(Entry entry, Pace pace) throws IOException {
        Verdict first = readOnce(entry, pace);
        return first instanceof Verdict.Sound ? first : readOnce(entry, pace);
    }

    private Verdict readOnce(Entry entry, Pace pace) throws IOException {
        Optional<BlobBytes> bytes = store.find(entry.key());
        if (bytes.isEmpty()) {
            return new Verdict.Missing();
        }
        long size = Blobs.sizeOf(bytes.get());
        if (size != entry.size()) {
            return new Verdict.WrongSize(entry.size(), size);
        }
        Path file = switch (bytes.get()) {
            case BlobBytes.LocalFile local -> local.path();
        };
        try {
            Digest computed = Rehash.digest(file, entry.digest().algorithm(), pace);
            return computed.equals(entry.digest()) ? new Verdict.Sound() : new Verdict.WrongDigest(computed);
        } catch (NoSuchFileException e) {
            return new Verdict.Missing();
        } catch (FileSystemException e) {
            // To be kept from a file, or to have no descriptor left, says nothing of its bytes.
            throw e;
        } catch (IOException e) {
            return new Verdict.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    /// Notes that the bytes of these blobs were read whole just now and are sound. Repeatable.
    public void noteSound(List<Entry> entries) {
        if (!entries.isEmpty()) {
            database.write(sql -> {
                table.markSound(sql, entries.stream().map(Entry::key).toList(), clock.now(sql));
                return entries.size();
            });
        }
    }

    /// Notes that the bytes of a blob are bad, unless others have come meanwhile. When this returns, nobody is
    /// served them any more. Says whether that is news.
    public boolean noteDamaged(Entry entry, Verdict verdict) {
        boolean fresh = database.write(sql -> table.markDamaged(sql, entry.key()));
        cache.healed(entry.digest());
        if (fresh) {
            LOG.error(
                    "event=blob_damaged digest={} key={} reason=\"{}\" remedy=\"push the digest again\"",
                    entry.digest(),
                    entry.key(),
                    verdict.text());
        }
        return fresh;
    }

    /// A request found no bytes of a blob, or not as many as there should be. Costs nothing;
    /// {@link #lookAtSuspects} decides.
    public void suspect(Digest digest) {
        if (suspects.size() < MOST_SUSPECTS) {
            suspects.add(digest);
        }
    }

    /// Looks at what requests stumbled over, and notes what is missing or of the wrong length.
    public void lookAtSuspects() {
        for (Digest digest : List.copyOf(suspects)) {
            database.read(sql -> table.find(sql, digest)).filter(Entry::sound).ifPresent(this::lookAt);
            suspects.remove(digest);
        }
    }

    private void lookAt(Entry entry) {
        try {
            Optional<Long> size = store.find(entry.key()).map(Blobs::sizeOf);
            if (size.isEmpty()) {
                noteDamaged(entry, new Verdict.Missing());
            } else if (size.get() != entry.size()) {
                noteDamaged(entry, new Verdict.WrongSize(entry.size(), size.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Now on this machine, in microseconds since 1970.
    public long now() {
        return clock.now();
    }
}
