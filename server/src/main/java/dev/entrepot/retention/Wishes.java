package dev.entrepot.retention;

import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.MediaType;
import dev.entrepot.storage.BlobBytes;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.StorageKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at manifests that came since it last did, for what their pushers wish; no push waits for that.
final class Wishes {
    private static final Logger LOG = LoggerFactory.getLogger(Wishes.class);
    private static final int BATCH = 100;

    /// Batches at once: an upgrade finds all manifests unread.
    private static final int BATCHES = 20;

    private final Database database;
    private final DatabaseClock clock;
    private final BlobStore store;
    private final WishTable table = new WishTable();

    Wishes(Database database, DatabaseClock clock, BlobStore store) {
        this.database = database;
        this.clock = clock;
        this.store = store;
    }

    void read() {
        for (int i = 0; i < BATCHES; i++) {
            List<WishTable.Unread> unread = database.read(sql -> table.unread(sql, BATCH));
            int known = 0;
            for (WishTable.Unread manifest : unread) {
                OptionalLong wish = database.read(sql -> wish(sql, manifest));
                if (wish.isPresent()) {
                    known++;
                    database.write(sql -> {
                        table.note(sql, manifest, wish.getAsLong());
                        return true;
                    });
                }
            }
            if (unread.size() < BATCH || known == 0) {
                return;
            }
        }
    }

    private OptionalLong wish(Sql sql, WishTable.Unread manifest) {
        Wish.Around around = new Wish.Around(
                config -> table.config(sql, manifest.repositoryId(), config, Wish.MAX_CONFIG_BYTES)
                        .flatMap(this::bytes),
                child -> table.wish(sql, manifest.repositoryId(), child));
        return table.content(sql, manifest)
                .map(content -> Wish.of(content.bytes(), new MediaType(content.mediaType()), around))
                .orElse(OptionalLong.empty());
    }

    /// A config that cannot be read says nothing: what says nothing is kept.
    private Optional<byte[]> bytes(StorageKey key) {
        try {
            Optional<BlobBytes> found = store.find(key);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            return switch (found.get()) {
                case BlobBytes.LocalFile file -> Optional.of(Files.readAllBytes(file.path()));
            };
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("event=config_unreadable key={}", key, e);
            return Optional.empty();
        }
    }

    /// What is to go now: expired, or left over once nothing relies on it. Told one by one.
    void each(Leaving leaving) {
        WishTable.Expired last = WishTable.Expired.FIRST;
        while (true) {
            WishTable.Expired from = last;
            List<WishTable.Expired> page = database.read(sql -> table.expired(sql, from, clock.now(sql), BATCH));
            page.forEach(image -> leaving.image(image.repositoryId(), image.digest()));
            if (page.size() < BATCH) {
                break;
            }
            last = page.getLast();
        }
        eachRest(leaving);
    }

    private void eachRest(Leaving leaving) {
        RestTable rests = new RestTable();
        RestTable.Rest last = RestTable.Rest.FIRST;
        while (true) {
            RestTable.Rest from = last;
            List<RestTable.Rest> page = database.read(sql -> rests.due(sql, from, clock.now(sql), BATCH));
            page.forEach(image -> leaving.image(image.repositoryId(), image.digest()));
            if (page.size() < BATCH) {
                return;
            }
            last = page.getLast();
        }
    }

    /// Is told what may have to go.
    interface Leaving {
        void image(long repositoryId, String digest);
    }
}
