package dev.entrepot.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.content.Deletion;
import dev.entrepot.content.DeletionTerms;
import dev.entrepot.content.ManifestResult;
import dev.entrepot.content.Restoration;
import dev.entrepot.content.TrashEntry;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Some two dozen steps in two repositories, each done to the registry and to the model, and compared.
final class Sequence {
    private static final List<String> TAGS = List.of("t0", "t1", "t2");

    /// Asking for every manifest takes longer than most steps.
    private static final int LOOK_EVERY = 6;

    private final World world;
    private final Random random;
    private final String namespace;
    private final Map<String, Item> items;
    private final List<Place> places = new ArrayList<>();
    private final List<String> story = new ArrayList<>();

    private record Place(RepositoryName name, Model model) {}

    Sequence(World world, String name, long seed) {
        this.world = world;
        this.random = new Random(seed);
        this.namespace = name;
        this.items = Item.all(name);
        for (String repository : List.of("a", "b")) {
            places.add(new Place(new RepositoryName(name + "/" + repository), new Model(items)));
        }
    }

    /// What was done, for who looks into a failure.
    String story() {
        return String.join("; ", story);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            Place place = places.get(random.nextInt(places.size()));
            step(place);
            compareNames(place);
            if (i % LOOK_EVERY == 0) {
                compare(place);
            }
        }
        places.forEach(this::compare);
        places.forEach(this::compareWhole);
        world.requireExactUsage(namespace);
        end();
    }

    private void step(Place place) {
        int choice = random.nextInt(100);
        if (choice < 45) {
            push(place, any(items.keySet()));
        } else if (choice < 53) {
            untag(place);
        } else if (choice < 61) {
            removeImage(place);
        } else if (choice < 71) {
            removeManifest(place, any(items.keySet()));
        } else if (choice < 83) {
            restore(place);
        } else if (choice < 90) {
            tell("collect");
            world.collect();
            settle();
        } else {
            pass(List.of(Duration.ofMinutes(11), Duration.ofMinutes(61), Duration.ofHours(6), Duration.ofHours(11))
                    .get(random.nextInt(4)));
        }
        world.pass(Duration.ofMillis(1));
    }

    private <T> T any(Set<T> some) {
        return some.stream().skip(random.nextInt(some.size())).findFirst().orElseThrow();
    }

    private void tell(String what) {
        story.add(what);
    }

    private void pass(Duration time) {
        tell("pass " + time);
        world.pass(time);
        settle();
    }

    /// What is over cannot be restored, whether it was collected or not.
    private void settle() {
        for (Place place : places) {
            Model model = place.model();
            model.trash.values().removeIf(deleted -> deleted.keepUntil() <= world.now());
            model.drift();
            model.adrift.removeIf(item -> {
                boolean gone = world.bytes(place.name(), items.get(item)).isEmpty();
                if (gone) {
                    model.live.remove(item);
                }
                return gone || model.tagged(item);
            });
        }
    }

    private void push(Place place, String name) {
        Item item = items.get(name);
        Model model = place.model();
        if (!model.live.containsAll(item.children())) {
            return;
        }
        Optional<String> tag = random.nextInt(4) == 0 ? Optional.empty() : Optional.of(any(new TreeSet<>(TAGS)));
        tell("push " + place.name() + " " + name + tag.map(text -> ":" + text).orElse(""));
        ManifestResult result = world.push(place.name(), item, tag.map(Tag::parse));
        assertThat(result).isInstanceOf(ManifestResult.Stored.class);
        model.live.add(name);
        model.adrift.remove(name);
        tag.ifPresent(text -> model.tags.put(text, name));
    }

    private void untag(Place place) {
        String tag = any(new TreeSet<>(TAGS));
        tell("untag " + place.name() + ":" + tag);
        Deletion result = world.content.trash().untag(place.name(), Tag.parse(tag), DeletionTerms.of(World.SOMEBODY));
        expect(place, result, place.model().tags.containsKey(tag), Set.of(), Set.of(tag));
    }

    private void removeImage(Place place) {
        String tag = any(new TreeSet<>(TAGS));
        tell("remove " + place.name() + ":" + tag);
        boolean there = place.model().tags.containsKey(tag);
        Set<String> taken = there ? place.model().removal(tag) : Set.of();
        Deletion result =
                world.content.trash().removeImage(place.name(), Tag.parse(tag), DeletionTerms.of(World.SOMEBODY));
        expect(place, result, there, taken, Set.of(tag));
    }

    private void removeManifest(Place place, String name) {
        tell("delete " + place.name() + "@" + name);
        Model model = place.model();
        Deletion result = world.content
                .trash()
                .removeManifest(place.name(), items.get(name).digest(), DeletionTerms.of(World.SOMEBODY));
        if (model.live.contains(name) && !model.parents(name).isEmpty()) {
            assertThat(result).as(story()).isInstanceOf(Deletion.NamedByIndex.class);
            return;
        }
        boolean there = model.live.contains(name);
        Set<String> tags = model.tags.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> before = Map.copyOf(model.tags);
        model.tags.keySet().removeAll(tags);
        Set<String> taken = there ? model.graph(name) : Set.of();
        model.tags.putAll(before);
        expect(place, result, there, taken, tags);
    }

    private void expect(Place place, Deletion result, boolean there, Set<String> taken, Set<String> tags) {
        if (!there) {
            assertThat(result).as(story()).isEqualTo(new Deletion.Unknown());
            return;
        }
        assertThat(result).as(story()).isInstanceOf(Deletion.Done.class);
        Deletion.Done done = (Deletion.Done) result;
        assertThat(names(done.manifests())).as(story()).isEqualTo(taken);
        assertThat(done.tags().stream().map(Tag::text).toList()).as(story()).containsExactlyInAnyOrderElementsOf(tags);
        place.model().delete(done.id(), taken, tags, world.now() + World.KEEP.toNanos() / 1000);
        settle();
    }

    private Set<String> names(List<Digest> digests) {
        return items.values().stream()
                .filter(item -> digests.contains(item.digest()))
                .map(Item::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// What comes back besides, because it was named by what came back, is taken from the answer.
    private void restore(Place place) {
        Model model = place.model();
        if (model.trash.isEmpty()) {
            return;
        }
        String id = any(model.trash.keySet());
        Model.Deleted deleted = model.trash.get(id);
        tell("restore " + place.name() + " " + deleted);
        Restoration result = world.content.trash().restore(id, World.SOMEBODY);
        assertThat(result).as(story()).isInstanceOf(Restoration.Restored.class);
        Restoration.Restored restored = (Restoration.Restored) result;
        model.trash.remove(id);
        model.live.addAll(deleted.items());
        model.live.addAll(names(restored.manifests()));
        Map<String, String> left = new TreeMap<>();
        deleted.tags().forEach((tag, item) -> {
            String now = model.live.contains(item) ? model.tags.computeIfAbsent(tag, free -> item) : "";
            if (!now.isEmpty() && !now.equals(item)) {
                left.put(tag, item);
            }
        });
        assertThat(restored.elsewhere().stream().map(each -> each.tag().text()))
                .as(story())
                .containsExactlyInAnyOrderElementsOf(left.keySet());
        if (!left.isEmpty()) {
            // Tags that point elsewhere by now can be restored once they do not.
            model.trash.put(id, new Model.Deleted(Set.of(), left, deleted.keepUntil()));
        }
        Set<String> kept = world.content.trash().list(place.name(), "", 1_000).stream()
                .map(TrashEntry::id)
                .collect(Collectors.toSet());
        model.trash.keySet().retainAll(kept);
        settle();
    }

    private void compareNames(Place place) {
        assertThat(world.tags(place.name()))
                .as(story())
                .containsExactlyElementsOf(place.model().tags.keySet());
    }

    private void compare(Place place) {
        place.model()
                .tags
                .forEach((tag, item) -> assertThat(world.content
                                .manifests()
                                .find(place.name(), Tag.parse(tag))
                                .orElseThrow()
                                .digest())
                        .as(story())
                        .isEqualTo(items.get(item).digest()));
        for (Item item : items.values()) {
            Optional<byte[]> bytes = world.bytes(place.name(), item);
            if (place.model().adrift.contains(item.name())) {
                continue;
            }
            assertThat(bytes.isPresent())
                    .as("%s in %s after: %s", item.name(), place.name(), story())
                    .isEqualTo(place.model().live.contains(item.name()));
            bytes.ifPresent(found -> assertThat(found).isEqualTo(item.bytes()));
        }
    }

    /// Each image with all its blobs, all referrers, all that can be restored.
    private void compareWhole(Place place) {
        Model model = place.model();
        for (String name : model.live) {
            items.get(name)
                    .blobs()
                    .forEach(blob -> assertThat(world.readable(place.name(), blob))
                            .as("%s of %s in %s after: %s", blob, name, place.name(), story())
                            .isTrue());
        }
        for (Item subject : items.values()) {
            Set<String> expected = model.live.stream()
                    .filter(item -> items.get(item)
                            .subject()
                            .filter(subject.name()::equals)
                            .isPresent())
                    .collect(Collectors.toCollection(TreeSet::new));
            List<Digest> listed =
                    world.content.referrers().list(place.name(), subject.digest(), "", 100).descriptors().stream()
                            .map(descriptor -> descriptor.digest())
                            .toList();
            assertThat(names(listed))
                    .as("referrers of %s after: %s", subject.name(), story())
                    .isEqualTo(expected);
        }
        List<String> kept = world.content.trash().list(place.name(), "", 1_000).stream()
                .map(TrashEntry::id)
                .toList();
        assertThat(kept).as(story()).containsExactlyInAnyOrderElementsOf(model.trash.keySet());
    }

    /// All is deleted; after lease, trash and delay, and two collections, no byte is left.
    private void end() {
        for (Place place : places) {
            for (String name : List.of("XX", "X0", "X1", "RR", "R0", "R1", "I0", "I1", "I2", "I3", "I4")) {
                world.content
                        .trash()
                        .removeManifest(place.name(), items.get(name).digest(), DeletionTerms.of(World.SOMEBODY));
            }
        }
        tell("the end");
        world.pass(World.KEEP.plus(World.LEASE));
        world.collect();
        world.pass(World.DELAY.plusSeconds(1));
        world.collect();
        assertThat(world.files()).as(story()).isEmpty();
        world.requireExactUsage(namespace);
    }
}
