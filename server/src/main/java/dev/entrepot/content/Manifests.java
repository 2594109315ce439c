package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Manifests and the tags that point to them: read and push. A push is one transaction: bytes, what they
/// name, and all tags, or nothing.
public final class Manifests {
    private final boolean allowSparse;
    private final Database database;
    private final Repositories repositories;
    private final ContentCache cache;
    private final Leases leases;
    private final AuditLog audit;
    private final Revival revival;
    private final ManifestTable table = new ManifestTable();
    private final LinkTable links = new LinkTable();
    private final TagTable tags = new TagTable();
    private final TagRules rules = new TagRules();
    private final UsageTable usage = new UsageTable();

    Manifests(
            ContentConfig config,
            Database database,
            Repositories repositories,
            ContentCache cache,
            Leases leases,
            AuditLog audit) {
        this.allowSparse = config.allowSparse();
        this.database = database;
        this.repositories = repositories;
        this.cache = cache;
        this.leases = leases;
        this.audit = audit;
        this.revival = new Revival(allowSparse, leases);
    }

    /// The manifest, if it is at hand without touching the database.
    public Optional<StoredManifest> cached(RepositoryName name, Reference reference) {
        return cache.manifest(name, reference.toString());
    }

    /// The manifest under a tag or digest.
    public Optional<StoredManifest> find(RepositoryName name, Reference reference) {
        return cache.manifest(
                name,
                reference.toString(),
                () -> repositories
                        .id(name)
                        .flatMap(repository -> database.read(sql -> switch (reference) {
                            case Tag tag -> table.findByTag(sql, repository, tag.text());
                            case Digest digest -> table.find(sql, repository, digest);
                        })));
    }

    /// The same for a caller who may push and so may rely on its being here: see {@link Blobs#findForPush}.
    public Optional<StoredManifest> findForPush(RepositoryName name, Reference reference, Authority authority) {
        Optional<StoredManifest> found = find(name, reference);
        Optional<Long> repository = repositories.id(name);
        if (found.isEmpty() || repository.isEmpty() || leaseSuffices(found.get())) {
            return found;
        }
        Digest digest = found.get().digest();
        Optional<Long> renewed = database.write(sql -> {
            authority.exercise(sql);
            return table.renew(sql, repository.get(), digest, leases.of(sql, authority));
        });
        cache.changed(name, List.of(reference.toString(), digest.toString()));
        return renewed.isPresent() ? found : Optional.empty();
    }

    /// Whether a HEAD by one who may push can be answered without renewing a lease.
    public boolean leaseSuffices(StoredManifest manifest) {
        return !leases.runsLow(manifest.leasedUntil());
    }

    /// Stores a manifest and points tags at it. Throws {@link dev.entrepot.oci.MalformedException} when the
    /// bytes are no manifest.
    public ManifestResult put(ManifestPush push) {
        Manifest manifest = Manifest.parse(push.bytes(), push.mediaType());
        Digest.Algorithm algorithm = push.digest().map(Digest::algorithm).orElse(Digest.Algorithm.SHA256);
        Digest digest = Digest.of(algorithm, push.bytes());
        if (push.digest().isPresent() && !push.digest().get().equals(digest)) {
            return new ManifestResult.WrongDigest(push.digest().get(), digest);
        }
        try {
            repositories.write(push.repository(), digest, sql -> {
                store(sql, push, manifest, digest);
                return digest;
            });
        } catch (TagRules.RolledBack rolledBack) {
            return rolledBack.result();
        } catch (RefusedException refused) {
            return new ManifestResult.Refused(refused.refusal());
        }
        List<String> changed =
                new ArrayList<>(push.tags().stream().map(Tag::text).toList());
        changed.add(digest.toString());
        cache.changed(push.repository(), changed);
        return new ManifestResult.Stored(digest, manifest.subject().map(Descriptor::digest));
    }

    private void store(Sql sql, ManifestPush push, Manifest manifest, Digest digest) {
        Authority authority = push.pusher().authority();
        authority.exercise(sql);
        long now = leases.clock().now(sql);
        Home home = repositories.ensure(sql, push.repository(), push.pusher(), now);
        long repository = home.id();
        Lease lease = leases.of(now, authority);
        push.ifMatch().ifPresent(condition -> rules.require(sql, repository, push.tags(), condition));
        Map<Descriptor, Found> references = resolve(sql, home, manifest, lease);
        ManifestTable.Before had = table.put(
                sql,
                new ManifestTable.Push(
                        repository,
                        digest,
                        manifest.mediaType(),
                        push.bytes().length,
                        manifest.artifactType().orElse(null),
                        manifest.subject().map(s -> s.digest().toString()).orElse(null),
                        lease,
                        authority.author().name(),
                        now),
                push.bytes());
        // Optional ones may have come since.
        if (had != ManifestTable.Before.SAME || references.keySet().stream().anyMatch(Descriptor::optional)) {
            name(sql, repository, digest, references, lease);
        }
        if (had == ManifestTable.Before.NOTHING) {
            UsageTable.Growth growth = usage.new Growth(sql, home);
            growth.hold(digest, push.bytes().length);
            growth.book();
        }
        Map<Tag, Optional<Digest>> before = new LinkedHashMap<>();
        for (Tag tag : push.tags()) {
            Optional<Digest> current =
                    tags.move(sql, repository, tag, digest, authority.author().name(), now);
            current.filter(other -> !other.equals(digest))
                    .ifPresent(other -> TagRules.requireUnfrozen(home, tag, other));
            before.put(tag, current);
        }
        audit.record(sql, authority.author(), ContentEvents.manifestPushed(push, manifest.mediaType(), digest, before));
    }

    /// Where a descriptor of a manifest was found.
    private enum Found {
        BLOB,
        MANIFEST,
        ABSENT_BLOB,
        ABSENT_MANIFEST,
        /// Absent, and need not be here (foreign layers): nothing to hold.
        ELSEWHERE
    }

    /// Finds everything that the manifest names, and holds it until the manifest itself does.
    private Map<Descriptor, Found> resolve(Sql sql, Home home, Manifest manifest, Lease lease) {
        Map<Descriptor, Found> references = new LinkedHashMap<>();
        List<Digest> missing = new ArrayList<>();
        for (Descriptor descriptor : manifest.references()) {
            boolean child = manifest instanceof Index && descriptor.mediaType().isManifest();
            Digest named = descriptor.digest();
            Optional<Long> here =
                    child ? table.hold(sql, home.id(), named, lease) : links.hold(sql, home.id(), named, lease);
            Optional<Long> size = here.or(() -> revival.of(sql, home, named, child, lease));
            if (size.isPresent()) {
                requireSize(descriptor, size.get());
                references.put(descriptor, child ? Found.MANIFEST : Found.BLOB);
            } else if (descriptor.optional()) {
                references.put(descriptor, Found.ELSEWHERE);
            } else if (allowSparse) {
                references.put(descriptor, child ? Found.ABSENT_MANIFEST : Found.ABSENT_BLOB);
            } else {
                missing.add(descriptor.digest());
            }
        }
        if (!missing.isEmpty()) {
            throw new TagRules.RolledBack(
                    new ManifestResult.Missing(missing.stream().distinct().toList()));
        }
        return references;
    }

    private static void requireSize(Descriptor descriptor, long storedSize) {
        if (descriptor.size() != storedSize) {
            throw new TagRules.RolledBack(new ManifestResult.WrongSize(descriptor, storedSize));
        }
    }

    private void name(Sql sql, long repository, Digest digest, Map<Descriptor, Found> references, Lease lease) {
        List<Digest> blobs = new ArrayList<>();
        references.forEach((descriptor, found) -> {
            switch (found) {
                case BLOB -> blobs.add(descriptor.digest());
                case ABSENT_BLOB -> {
                    links.putAbsent(sql, repository, descriptor.digest(), descriptor.size(), lease);
                    blobs.add(descriptor.digest());
                }
                case MANIFEST -> table.nameChild(sql, repository, digest, descriptor.digest(), true);
                case ABSENT_MANIFEST -> table.nameChild(sql, repository, digest, descriptor.digest(), false);
                case ELSEWHERE -> {}
            }
        });
        table.nameBlobs(sql, repository, digest, blobs);
    }
}
