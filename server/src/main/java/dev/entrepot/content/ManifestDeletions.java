package dev.entrepot.content;

import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.Authority;
import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The end of manifests and tags; see {@link Manifests}.
final class ManifestDeletions {
    private final Database database;
    private final Repositories repositories;
    private final ContentCache cache;
    private final Leases leases;
    private final AuditLog audit;
    private final ManifestTable table = new ManifestTable();
    private final TagTable tags = new TagTable();
    private final TagRules rules = new TagRules();
    private final UsageTable usage = new UsageTable();

    ManifestDeletions(Database database, Repositories repositories, ContentCache cache, Leases leases, AuditLog audit) {
        this.database = database;
        this.repositories = repositories;
        this.cache = cache;
        this.leases = leases;
        this.audit = audit;
    }

    ManifestResult deleteTag(RepositoryName name, Tag tag, Optional<IfMatch> ifMatch, Authority authority) {
        return deletion(name, List.of(tag.text()), authority, (sql, home) -> {
            ifMatch.ifPresent(condition -> rules.require(sql, home.id(), List.of(tag), condition));
            Optional<Digest> before = tags.find(sql, home.id(), tag);
            if (before.isEmpty()) {
                return new ManifestResult.Unknown();
            }
            untag(sql, home, tag.text(), before.get(), authority);
            audit.record(sql, authority.author(), ContentEvents.tagDeleted(name, tag, before.get()));
            return new ManifestResult.Deleted();
        });
    }

    private void untag(Sql sql, Home home, String tag, Digest digest, Authority authority) {
        TagRules.requireUnfrozen(home, new Tag(tag), digest);
        tags.delete(
                sql, home.id(), tag, authority.author().name(), leases.clock().now(sql));
    }

    ManifestResult delete(RepositoryName name, Digest digest, Authority authority) {
        List<String> changed = new ArrayList<>();
        return deletion(name, changed, authority, (sql, home) -> {
            changed.clear();
            changed.add(digest.toString());
            Optional<String> parent = table.parentOf(sql, home.id(), digest);
            if (parent.isPresent()) {
                return new ManifestResult.NamedByIndex(parent.get());
            }
            List<String> gone = tags.namesOf(sql, home.id(), digest);
            changed.addAll(gone);
            gone.forEach(tag -> untag(sql, home, tag, digest, authority));
            if (!table.delete(sql, home.id(), digest)) {
                return new ManifestResult.Unknown();
            }
            usage.drop(sql, home.namespace(), digest);
            audit.record(sql, authority.author(), ContentEvents.manifestDeleted(name, digest, gone));
            return new ManifestResult.Deleted();
        });
    }

    private interface Deletion {
        ManifestResult run(Sql sql, Home home);
    }

    /// @param changed references that the deletion may change, filled by the time it ran
    private ManifestResult deletion(RepositoryName name, List<String> changed, Authority authority, Deletion deletion) {
        try {
            return database.write(sql -> {
                authority.exercise(sql);
                Optional<Home> home = repositories.home(sql, name);
                return home.isEmpty() ? new ManifestResult.Unknown() : deletion.run(sql, home.get());
            });
        } catch (TagRules.RolledBack rolledBack) {
            return rolledBack.result();
        } catch (RefusedException refused) {
            return new ManifestResult.Refused(refused.refusal());
        } finally {
            cache.changed(name, changed);
        }
    }
}
