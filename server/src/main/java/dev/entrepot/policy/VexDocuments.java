package dev.entrepot.policy;

import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// VEX documents whose statements count: uploaded, accepted, taken back, listed.
///
/// What somebody attached to an image says nothing at a gate by itself, since whoever may push could attach it. It
/// counts once somebody who may exempt in the repository accepts it: its text as it was then is kept here, so neither a
/// deletion nor another attachment changes what was accepted.
public final class VexDocuments {
    /// In a namespace: each judgement looks at those that concern it.
    static final int MOST = 1_000;

    /// What they have together in a namespace, so that all of it fits in memory.
    static final long MOST_BYTES = 16L * 1024 * 1024;

    /// The largest document.
    public static final int MAX_BYTES = VexReader.MAX_BYTES;

    /// Clocks differ; what is from later than this would win over all that is said until then.
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final int ID_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final DatabaseClock clock;
    private final AuditLog audit;
    private final WaiverEpoch epoch;
    private final VexAttachments attachments;
    private final VexTable table = new VexTable();

    VexDocuments(
            Database database, DatabaseClock clock, AuditLog audit, WaiverEpoch epoch, VexAttachments attachments) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
        this.epoch = epoch;
        this.attachments = attachments;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /// Those of a namespace and its repositories, behind {@link VexDocument#cursor}.
    public List<VexDocument> after(String namespace, String cursor, int limit) {
        return database.read(sql -> table.after(sql, namespace, cursor, limit));
    }

    /// The bytes of a document of exactly that place, as they came.
    public Optional<byte[]> content(Place place, String id) {
        return database.read(sql -> table.find(sql, place, id).flatMap(found -> table.content(sql, id)));
    }

    /// What is attached to an image of a repository, the newest first: referrers of the manifest and of the indexes
    /// above it, and what lies behind cosign's tag. Empty when there is no such repository.
    public Optional<List<AttachedVex>> attached(RepositoryName repository, Digest manifest) {
        return database.read(sql -> attachments.list(sql, repository, manifest));
    }

    /// Makes a document count in a namespace or repository, in place of an older one of the same id there.
    ///
    /// @throws IllegalArgumentException with a text for people when the bytes are no VEX document
    public VexResult add(Place place, byte[] bytes, Authority authority) {
        VexContent content = VexReader.read(bytes);
        return write(sql -> {
            authority.exercise(sql);
            return add(
                    sql,
                    new Arrival(place, new VexTable.Stored.Digests("", "")),
                    List.of(content),
                    List.of(bytes),
                    authority);
        });
    }

    /// Makes the documents that a manifest holds count in its repository.
    public VexResult accept(RepositoryName repository, Digest manifest, Authority authority) {
        return write(sql -> {
            authority.exercise(sql);
            VexAttachments.Opened opened = attachments.open(sql, repository, manifest);
            if (opened.documents().isEmpty()) {
                return new VexResult.NotThere(
                        opened.problem().isEmpty() ? "there is no VEX document in " + manifest : opened.problem());
            }
            Arrival arrival = new Arrival(
                    Place.of(repository), new VexTable.Stored.Digests(manifest.toString(), opened.subject()));
            return add(
                    sql,
                    arrival,
                    opened.documents().stream()
                            .map(VexAttachments.Document::content)
                            .toList(),
                    opened.documents().stream()
                            .map(VexAttachments.Document::bytes)
                            .toList(),
                    authority);
        });
    }

    /// Takes the transaction back when something stands against it.
    private VexResult write(Database.Work<VexResult> work) {
        record Outcome(VexResult result, long epoch) {}
        try {
            Outcome outcome = database.write(sql -> {
                VexResult result = work.run(sql);
                return new Outcome(result, result instanceof VexResult.Done ? epoch.raise(sql) : 0);
            });
            epoch.reached(outcome.epoch);
            return outcome.result;
        } catch (RefusedVexException refused) {
            return refused.result();
        }
    }

    /// Where documents come to count.
    private record Arrival(Place place, VexTable.Stored.Digests digests) {}

    private VexResult add(
            Sql sql, Arrival arrival, List<VexContent> contents, List<byte[]> bytes, Authority authority) {
        long now = clock.now(sql);
        List<VexDocument> added = new ArrayList<>();
        long unusable = 0;
        for (int i = 0; i < contents.size(); i++) {
            VexContent content = contents.get(i);
            require(sql, arrival.place, content, now);
            VexDocument document = document(arrival, content, authority, now);
            table.insert(
                    sql,
                    new VexTable.Stored(
                            document, arrival.digests, authority.author().key(), bytes.get(i)));
            audit.record(sql, authority.author(), event("vex.add", document));
            added.add(document);
            unusable += content.unusable();
        }
        VexTable.Usage usage = table.usage(sql, arrival.place.namespace());
        if (usage.documents() > MOST) {
            throw new RefusedVexException(new VexResult.TooMuch(MOST + " VEX documents"));
        }
        if (usage.bytes() > MOST_BYTES) {
            throw new RefusedVexException(new VexResult.TooMuch((MOST_BYTES >> 20) + " MiB of VEX documents"));
        }
        return new VexResult.Done(added, unusable);
    }

    private void require(Sql sql, Place place, VexContent content, long now) {
        long latest = now + Exemptions.micros(AHEAD);
        content.statements().stream()
                .map(VexStatement::at)
                .filter(at -> micros(at) > latest)
                .findFirst()
                .or(() -> Optional.of(content.at()).filter(at -> micros(at) > latest))
                .ifPresent(at -> {
                    throw new RefusedVexException(new VexResult.FromTheFuture(content.id(), at));
                });
        Optional<VexTable.Present> present = table.present(sql, place, content.id());
        if (present.isPresent()) {
            if (present.get().statedAt() > micros(content.at())) {
                throw new RefusedVexException(new VexResult.Older(
                        content.id(), ExemptionTable.instant(present.get().statedAt())));
            }
            table.delete(sql, present.get().id());
        }
    }

    private static VexDocument document(Arrival arrival, VexContent content, Authority authority, long now) {
        byte[] random = new byte[ID_BYTES];
        RANDOM.nextBytes(random);
        return new VexDocument(
                HexFormat.of().formatHex(random),
                arrival.place,
                content.id(),
                content.format(),
                content.author(),
                content.at(),
                content.statements().size(),
                arrival.digests.manifest(),
                authority.author().name(),
                ExemptionTable.instant(now));
    }

    private static AuditEvent event(String action, VexDocument document) {
        AuditEvent event = AuditEvent.of(
                        action, document.place().namespace(), document.place().toString())
                .with("id", document.id())
                .with("document", document.document())
                .with("statements", Long.toString(document.statements()));
        return document.manifest().isEmpty() ? event : event.with("manifest", document.manifest());
    }

    /// Takes a document of exactly that place back; false when there is none.
    public boolean remove(Place place, String id, Authority authority) {
        long reached = database.write(sql -> {
            authority.exercise(sql);
            Optional<VexDocument> found = table.find(sql, place, id);
            if (found.isEmpty()) {
                return 0L;
            }
            table.delete(sql, id);
            audit.record(sql, authority.author(), event("vex.remove", found.get()));
            return epoch.raise(sql);
        });
        epoch.reached(reached);
        return reached > 0;
    }

    /// Takes the whole transaction back.
    private static final class RefusedVexException extends RuntimeException {
        private final transient VexResult result;

        RefusedVexException(VexResult result) {
            super(null, null, false, false);
            this.result = result;
        }

        VexResult result() {
            return result;
        }
    }
}
