package dev.entrepot.content;

import dev.entrepot.database.Database;
import dev.entrepot.database.Sql;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What repositories hold, or held at a moment, for people: tags, manifests, moves. Every page reads about as many rows
/// as it shows.
public final class Images {
    /// Tags that are told of one manifest.
    public static final int MOST_TAGS = 100;

    /// Referrers that are told of one manifest.
    private static final int MOST_REFERRERS = 100;

    /// Repositories, and tags that were not there at the moment, that one page may pass by.
    private static final int MOST_PASSED = 5_000;

    private static final int STEP = 200;

    /// Greater than every tag and digest.
    private static final String BEHIND_ALL = "~";

    private final Database database;
    private final DatabaseClock clock;
    private final Repositories repositories;
    private final ImageTable table = new ImageTable();
    private final GraphTable graph = new GraphTable();
    private final TagTable tags = new TagTable();
    private final TagHistoryTable history = new TagHistoryTable();

    Images(Database database, DatabaseClock clock, Repositories repositories) {
        this.database = database;
        this.clock = clock;
        this.repositories = repositories;
    }

    /// A part of a listing.
    ///
    /// @param next where it goes on; empty at the end. A page may be short, or empty, and yet not the last.
    public record Part<T>(List<T> items, Optional<String> next) {
        public Part {
            items = List.copyOf(items);
        }
    }

    /// Which repositories a listing is about, and where it goes on.
    ///
    /// @param namespace empty text for all
    /// @param repository empty text for all of the namespace
    /// @param cursor the {@link Part#next} of the part before; empty text at the beginning
    /// @param shown whether the caller may see one
    /// @param deleted whether the caller may see those of a namespace that were deleted since
    public record Wanted(
            String namespace,
            String repository,
            String cursor,
            int limit,
            Predicate<Repository> shown,
            Predicate<String> deleted) {}

    /// Where a listing goes on.
    private record Cursor(String repository, long id, String inside) {
        /// `NS/REPO:TAG#ID` or `NS/REPO@DIGEST`.
        static Cursor parse(String text) {
            int hash = text.lastIndexOf('#');
            int end = hash < 0 ? text.length() : hash;
            int colon = text.indexOf(hash < 0 ? '@' : ':');
            if (text.isEmpty()) {
                return new Cursor("", Long.MIN_VALUE, "");
            }
            try {
                if (colon < 0 || colon >= end) {
                    throw new IllegalArgumentException("expected the value of next from an earlier page");
                }
                return new Cursor(
                        text.substring(0, colon),
                        hash < 0 ? 0 : Long.parseLong(text, hash + 1, text.length(), 10),
                        text.substring(colon + 1, end));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected the value of next from an earlier page", e);
            }
        }
    }

    /// Tags as they are.
    ///
    /// @throws IllegalArgumentException when the cursor is none
    public Part<ListedImage> tags(Wanted wanted) {
        return listed(
                wanted,
                (sql, repository, after, limit) -> table.tagsAfter(sql, repository, after, limit).stream()
                        .map(image -> sized(sql, repository.id(), image))
                        .toList(),
                ListedImage::cursor);
    }

    private ListedImage sized(Sql sql, long repositoryId, ListedImage image) {
        return new ListedImage(
                image.repository(),
                image.tag(),
                image.digest(),
                image.pushedAt(),
                image.movedAt(),
                graph.imageSize(sql, repositoryId, image.digest().toString()),
                image.where(),
                image.cursor());
    }

    /// Manifests, with tags or without.
    ///
    /// @throws IllegalArgumentException when the cursor is none
    public Part<ListedManifest> manifests(Wanted wanted) {
        return listed(
                wanted,
                (sql, repository, after, limit) -> table.manifestsAfter(sql, repository, after, limit).stream()
                        .map(manifest -> whole(sql, repository.id(), manifest))
                        .toList(),
                ListedManifest::cursor);
    }

    private ListedManifest whole(Sql sql, long repositoryId, ListedManifest bare) {
        return bare.with(
                table.tagsOf(sql, repositoryId, bare.digest(), MOST_TAGS),
                graph.imageSize(sql, repositoryId, bare.digest().toString()));
    }

    private interface Inside<T> {
        List<T> after(Sql sql, Repository repository, String last, int limit);
    }

    /// From repository to repository until the page is full.
    private <T> Part<T> listed(Wanted wanted, Inside<T> inside, Function<T, String> cursor) {
        Cursor from = Cursor.parse(wanted.cursor);
        List<T> items = new ArrayList<>();
        String name = from.repository;
        if (!name.isEmpty()) {
            repositories
                    .find(new RepositoryName(name))
                    .filter(repository -> within(wanted, repository.name()) && wanted.shown.test(repository))
                    .ifPresent(repository -> items.addAll(
                            database.read(sql -> inside.after(sql, repository, from.inside, wanted.limit + 1))));
        }
        int passed = 0;
        while (items.size() <= wanted.limit && passed < MOST_PASSED) {
            List<Repository> next = next(wanted, name);
            for (Repository repository : next) {
                if (items.size() <= wanted.limit && wanted.shown.test(repository)) {
                    int left = wanted.limit + 1 - items.size();
                    items.addAll(database.read(sql -> inside.after(sql, repository, "", left)));
                }
                if (items.size() <= wanted.limit) {
                    name = repository.name().text();
                }
            }
            passed += next.size();
            if (next.isEmpty()) {
                break;
            }
        }
        if (items.size() > wanted.limit) {
            List<T> shown = items.subList(0, wanted.limit);
            return new Part<>(shown, Optional.of(cursor.apply(shown.getLast())));
        }
        return new Part<>(items, passed >= MOST_PASSED ? Optional.of(name + "@" + BEHIND_ALL) : Optional.empty());
    }

    private static boolean within(Wanted wanted, RepositoryName name) {
        return wanted.repository.isEmpty()
                ? wanted.namespace.isEmpty() || wanted.namespace.equals(name.namespace())
                : wanted.repository.equals(name.text());
    }

    private List<Repository> next(Wanted wanted, String after) {
        if (!wanted.repository.isEmpty()) {
            return after.isEmpty()
                    ? repositories.find(new RepositoryName(wanted.repository)).stream()
                            .toList()
                    : List.of();
        }
        return wanted.namespace.isEmpty()
                ? repositories.after(after, STEP)
                : repositories.after(wanted.namespace, after, STEP);
    }

    /// Tags as they were at a moment, also of repositories that were deleted since and can be restored. Repositories
    /// have their names of now.
    ///
    /// @param wanted with a namespace
    /// @throws IllegalArgumentException when the cursor is none
    public Part<ListedImage> tagsAt(Wanted wanted, Instant at) {
        Cursor from = Cursor.parse(wanted.cursor);
        return database.read(sql -> {
            ImageTable.Moment moment =
                    new ImageTable.Moment(ChronoUnit.MICROS.between(Instant.EPOCH, at), clock.now(sql));
            return new Past(sql, wanted, moment).from(from);
        });
    }

    /// One page of a past state.
    private final class Past {
        private final Sql sql;
        private final Wanted wanted;
        private final ImageTable.Moment moment;
        private final List<ListedImage> items = new ArrayList<>();
        private int passed;
        private String last = "";

        Past(Sql sql, Wanted wanted, ImageTable.Moment moment) {
            this.sql = sql;
            this.wanted = wanted;
            this.moment = moment;
        }

        Part<ListedImage> from(Cursor from) {
            last = wanted.cursor;
            boolean inside = !from.repository.isEmpty();
            String name = inside ? from.repository : wanted.repository;
            // The repository of the cursor itself comes first.
            long id = inside ? from.id - 1 : Long.MIN_VALUE;
            while (true) {
                List<ImageTable.Place> places = table.placesAt(sql, wanted.namespace, name, id, moment, STEP);
                for (ImageTable.Place place : places) {
                    if (!within(wanted, place.name())) {
                        return new Part<>(items, Optional.empty());
                    }
                    boolean resumed = inside
                            && place.id() == from.id
                            && place.name().text().equals(from.repository);
                    if (shown(place) && !fill(place, resumed ? from.inside : "")) {
                        return new Part<>(items, Optional.of(last));
                    }
                    name = place.name().text();
                    id = place.id();
                }
                if (places.isEmpty()) {
                    return new Part<>(items, Optional.empty());
                }
            }
        }

        private boolean shown(ImageTable.Place place) {
            return place.live()
                    ? wanted.shown.test(place.repository())
                    : wanted.deleted.test(place.name().namespace());
        }

        /// False when the page is full before the repository ends.
        private boolean fill(ImageTable.Place place, String after) {
            String tag = after;
            while (true) {
                List<TagHistoryTable.TagThen> tags = history.thenAfter(sql, place.id(), tag, moment.at(), STEP);
                for (TagHistoryTable.TagThen then : tags) {
                    if (items.size() >= wanted.limit || passed >= MOST_PASSED) {
                        return false;
                    }
                    passed++;
                    tag = then.tag().text();
                    last = ImageTable.cursor(place.repository(), tag);
                    then.then().ifPresent(digest -> items.add(image(place, then, digest)));
                }
                if (tags.size() < STEP) {
                    return true;
                }
            }
        }

        private ListedImage image(ImageTable.Place place, TagHistoryTable.TagThen then, Digest digest) {
            Optional<ImageTable.Found> found = table.find(sql, place, digest, moment.now());
            return new ListedImage(
                    place.name(),
                    then.tag(),
                    digest,
                    found.map(where -> TagHistoryTable.instant(where.pushedAt())),
                    then.movedAt(),
                    found.map(where -> graph.imageSize(sql, where.repositoryId(), digest.toString()))
                            .orElse(0L),
                    found.map(ImageTable.Found::where).orElse(Whereabouts.GONE),
                    last);
        }
    }

    /// Moves of a tag before that version, at most `limit`, the newest first; empty when there is no such repository.
    public Optional<List<TagMove>> moves(RepositoryName name, Tag tag, long before, int limit) {
        return repositories
                .id(name)
                .map(repository -> database.read(sql -> history.moves(sql, repository, tag, before, limit)));
    }

    /// An image and what belongs to it.
    ///
    /// @param children of an index, with sizes as far as they are here
    /// @param referrers at most a hundred
    public record Inspected(ListedManifest image, List<Child> children, List<ListedManifest> referrers) {
        public Inspected {
            children = List.copyOf(children);
            referrers = List.copyOf(referrers);
        }

        /// What an index names.
        ///
        /// @param sizeBytes of the child and all its blobs; 0 while it is absent
        public record Child(Digest digest, boolean present, long sizeBytes) {}
    }

    /// Empty when there is no such image.
    public Optional<Inspected> inspect(RepositoryName name, Reference reference) {
        return repositories
                .find(name)
                .flatMap(repository -> database.read(sql -> {
                    Optional<Digest> digest = switch (reference) {
                        case Tag tag -> tags.find(sql, repository.id(), tag);
                        case Digest named -> Optional.of(named);
                    };
                    return digest.flatMap(found -> table.manifest(sql, repository, found))
                            .map(bare -> inspected(sql, repository, bare));
                }));
    }

    private Inspected inspected(Sql sql, Repository repository, ListedManifest bare) {
        long id = repository.id();
        String digest = bare.digest().toString();
        List<Inspected.Child> children = graph.children(sql, id, digest).stream()
                .map(child -> new Inspected.Child(
                        Digest.parse(child.digest()),
                        child.present(),
                        child.present() ? graph.imageSize(sql, id, child.digest()) : 0))
                .toList();
        List<ListedManifest> referrers = graph.referrers(sql, id, digest, MOST_REFERRERS).stream()
                .map(referrer -> table.manifest(sql, repository, Digest.parse(referrer)))
                .flatMap(Optional::stream)
                .map(referrer -> whole(sql, id, referrer))
                .toList();
        return new Inspected(whole(sql, id, bare), children, referrers);
    }
}
