package dev.entrepot.model;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One repository as it ought to be: sets of names, and nothing else.
final class Model {
    /// A deletion that can be restored.
    record Deleted(Set<String> items, Map<String, String> tags, long keepUntil) {}

    private final Map<String, Item> items;
    final Set<String> live = new TreeSet<>();
    final Map<String, String> tags = new TreeMap<>();
    final Map<String, Deleted> trash = new LinkedHashMap<>();
    /// Of which either is right: referrers that nothing holds, and whose subject is gone.
    final Set<String> adrift = new HashSet<>();

    Model(Map<String, Item> items) {
        this.items = items;
    }

    boolean tagged(String item) {
        return tags.containsValue(item);
    }

    List<String> parents(String child) {
        return live.stream()
                .filter(parent -> items.get(parent).children().contains(child))
                .toList();
    }

    /// Whether all that it names is here.
    boolean complete(String item) {
        return live.containsAll(items.get(item).children());
    }

    /// What goes with a manifest: whatever hangs on what goes, and nothing that stays holds.
    Set<String> graph(String root) {
        Set<String> taken = new TreeSet<>(Set.of(root));
        boolean more = true;
        while (more) {
            more = live.stream()
                    .filter(item -> !taken.contains(item) && !tagged(item) && hangsOn(item, taken))
                    .filter(item -> taken.containsAll(parents(item)))
                    .toList()
                    .stream()
                    .map(taken::add)
                    .reduce(false, Boolean::logicalOr);
        }
        return taken;
    }

    private boolean hangsOn(String item, Set<String> taken) {
        return taken.stream().anyMatch(each -> items.get(each).children().contains(item))
                || items.get(item).subject().filter(taken::contains).isPresent();
    }

    /// A tag goes, and its image when nothing else holds that.
    Set<String> removal(String tag) {
        String item = tags.get(tag);
        boolean held = tags.values().stream().filter(item::equals).count() > 1
                || !parents(item).isEmpty()
                || items.get(item).subject().filter(live::contains).isPresent();
        return held ? Set.of() : without(tag, item);
    }

    private Set<String> without(String tag, String item) {
        tags.remove(tag);
        Set<String> taken = graph(item);
        tags.put(tag, item);
        return taken;
    }

    void delete(String id, Set<String> taken, Set<String> gone, long keepUntil) {
        Map<String, String> names = new TreeMap<>();
        gone.forEach(tag -> names.put(tag, tags.remove(tag)));
        live.removeAll(taken);
        trash.put(id, new Deleted(taken, names, keepUntil));
    }

    /// Referrers whose subject is neither here nor in the trash, and which nothing holds.
    void drift() {
        for (String item : live) {
            items.get(item).subject().ifPresent(subject -> {
                boolean kept = live.contains(subject)
                        || trash.values().stream()
                                .anyMatch(deleted -> deleted.items().contains(subject));
                if (!kept && !tagged(item) && parents(item).isEmpty()) {
                    adrift.add(item);
                }
            });
        }
    }
}
