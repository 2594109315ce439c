package dev.entrepot.vulnerabilities;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The files of a manifest, open. Those that are damaged are known, and refused where they would be needed.
final class OpenSets {
    private final Map<String, List<SetFile>> byFamily = new HashMap<>();
    private final Map<String, SetFile> byName = new TreeMap<>();
    private final Map<SetKind, ScoreFile> scores = new HashMap<>();
    private final Map<SetInfo, String> damaged = new HashMap<>();
    private final Optional<String> damagedManifest;
    private final BlockCache cache;

    private OpenSets(Optional<String> damagedManifest, BlockCache cache) {
        this.damagedManifest = damagedManifest;
        this.cache = cache;
    }

    /// When it is not known which sets there are.
    static OpenSets ofDamagedManifest(String why) {
        return new OpenSets(Optional.of(why), new BlockCache());
    }

    /// @param before files that are open already stay so
    static OpenSets open(SetFolder folder, List<SetInfo> infos, Optional<OpenSets> before) throws IOException {
        OpenSets sets =
                new OpenSets(Optional.empty(), before.map(old -> old.cache).orElseGet(BlockCache::new));
        for (SetInfo info : infos) {
            try {
                if (info.kind().ofAdvisories()) {
                    SetFile open = before.map(old -> old.byName.get(info.name()))
                            .filter(old -> old.info().sha256().equals(info.sha256()))
                            .orElse(null);
                    sets.add(open == null ? SetFile.open(folder.file(info.file()), info, sets.cache) : open.as(info));
                } else {
                    sets.scores.put(info.kind(), ScoreFile.open(folder.file(info.file()), info));
                }
            } catch (DamagedSetException e) {
                sets.damaged.put(info, String.valueOf(e.getMessage()));
            } catch (NoSuchFileException e) {
                sets.damaged.put(
                        info,
                        String.valueOf(SetFile.damaged(info, "its file is gone").getMessage()));
            }
        }
        return sets;
    }

    private void add(SetFile set) {
        byName.put(set.info().name(), set);
        for (String family : set.info().families()) {
            byFamily.computeIfAbsent(family, any -> new ArrayList<>()).add(set);
        }
    }

    /// Those that hold something of an ecosystem, in the order of their names.
    List<SetFile> of(String ecosystem) {
        check();
        String family = Ecosystems.family(ecosystem);
        damaged.forEach((info, why) -> {
            if (info.families().contains(family)) {
                throw new DamagedSetException(why);
            }
        });
        return byFamily.getOrDefault(family, List.of());
    }

    Optional<ScoreFile> scores(SetKind kind) {
        check();
        damaged.forEach((info, why) -> {
            if (info.kind() == kind) {
                throw new DamagedSetException(why);
            }
        });
        return Optional.ofNullable(scores.get(kind));
    }

    Optional<SetFile> set(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<SetFile> all() {
        return List.copyOf(byName.values());
    }

    boolean damaged(SetInfo info) {
        return damaged.containsKey(info);
    }

    /// What is wrong, for people.
    List<String> damage() {
        List<String> damage = new ArrayList<>(damagedManifest.stream().toList());
        damaged.values().stream().sorted().forEach(damage::add);
        return damage;
    }

    private void check() {
        if (damagedManifest.isPresent()) {
            throw new DamagedSetException(damagedManifest.get());
        }
    }
}
