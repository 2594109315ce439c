package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Descriptor;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Index;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.MediaType;
import dev.entrepot.oci.RepositoryName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What refers to a manifest: those that name it as their subject, and those that clients without the referrers
/// API listed under the fallback tag.
///
/// distribution-spec, "Listing Referrers" and "Enabling the Referrers API".
public final class Referrers {
    /// A page of descriptors.
    ///
    /// @param descriptors in byte order of their digests; those of the fallback tag come with the first page
    /// @param next where the next page starts; empty on the last
    public record Page(List<Descriptor> descriptors, Optional<String> next) {
        public Page {
            descriptors = List.copyOf(descriptors);
        }
    }

    /// Some clients read only one page, so it is as large as what they accept: 4 MiB of descriptors.
    private static final int PAGE = 1_000;

    private static final long PAGE_BYTES = 3L * 1024 * 1024;
    private static final int DESCRIPTOR_BYTES = 256;

    private final Database database;
    private final Repositories repositories;
    private final ManifestTable table = new ManifestTable();

    Referrers(Database database, Repositories repositories) {
        this.database = database;
        this.repositories = repositories;
    }

    /// Referrers of `subject` after `last`, at most `limit` where that is above 0. A repository that does not
    /// exist has none.
    public Page list(RepositoryName name, Digest subject, String last, int limit) {
        Optional<Long> repository = repositories.id(name);
        if (repository.isEmpty()) {
            return new Page(List.of(), Optional.empty());
        }
        int most = limit > 0 ? Math.min(limit, PAGE) : PAGE;
        return database.read(sql -> page(sql, repository.get(), subject, last, most));
    }

    private Page page(Sql sql, long repository, Digest subject, String last, int most) {
        List<Descriptor> descriptors = new ArrayList<>();
        Set<Digest> seen = new HashSet<>();
        if (last.isEmpty()) {
            for (Descriptor fallback : fallback(sql, repository, subject)) {
                if (seen.add(fallback.digest())) {
                    descriptors.add(fallback);
                }
            }
        }
        long bytes = 0;
        String previous = last;
        int rows = 0;
        for (ManifestTable.Referrer row : table.referrers(sql, repository, subject, last, most + 1)) {
            if (rows == most || bytes > PAGE_BYTES) {
                return new Page(descriptors, Optional.of(previous));
            }
            Descriptor descriptor = descriptor(row);
            bytes += sizeOf(descriptor);
            previous = row.digest();
            rows++;
            if (seen.add(descriptor.digest())) {
                descriptors.add(descriptor);
            }
        }
        return new Page(descriptors, Optional.empty());
    }

    private static long sizeOf(Descriptor descriptor) {
        long size = DESCRIPTOR_BYTES;
        for (Map.Entry<String, String> annotation : descriptor.annotations().entrySet()) {
            size += annotation.getKey().length() + annotation.getValue().length();
        }
        return size;
    }

    private static Descriptor descriptor(ManifestTable.Referrer row) {
        Manifest manifest = Manifest.parse(row.bytes(), Optional.of(new MediaType(row.mediaType())));
        return new Descriptor(
                new MediaType(row.mediaType()),
                Digest.parse(row.digest()),
                row.size(),
                row.artifactType(),
                manifest.annotations(),
                List.of());
    }

    /// What the index under the fallback tag lists, as far as it is here.
    private List<Descriptor> fallback(Sql sql, long repository, Digest subject) {
        Optional<StoredManifest> tagged = table.findByTag(sql, repository, subject.fallbackTag());
        if (tagged.isEmpty() || !tagged.get().mediaType().isIndex()) {
            return List.of();
        }
        Manifest manifest =
                Manifest.parse(tagged.get().bytes(), Optional.of(tagged.get().mediaType()));
        if (!(manifest instanceof Index index)) {
            throw new IllegalStateException("stored as an index, read as " + manifest.getClass());
        }
        List<Descriptor> here = new ArrayList<>();
        for (Descriptor child : index.manifests()) {
            table.find(sql, repository, child.digest()).ifPresent(found -> here.add(withType(child, found)));
        }
        return here;
    }

    private static Descriptor withType(Descriptor listed, StoredManifest found) {
        try {
            Manifest manifest = Manifest.parse(found.bytes(), Optional.of(found.mediaType()));
            return new Descriptor(
                    found.mediaType(),
                    listed.digest(),
                    found.bytes().length,
                    manifest.artifactType(),
                    manifest.annotations().isEmpty() ? listed.annotations() : manifest.annotations(),
                    List.of());
        } catch (MalformedException e) {
            throw new IllegalStateException("stored manifest " + listed.digest() + " cannot be read", e);
        }
    }
}
