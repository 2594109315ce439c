package dev.entrepot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.content.SemanticVersion;
import dev.entrepot.content.VersionRange;
import dev.entrepot.retention.Facts.Expiry;
import dev.entrepot.retention.Facts.TagFacts;
import dev.entrepot.retention.PlanLine.Fate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Plans of made-up repositories under made-up policies, against a model that knows all images at once and sorts them.
final class PlannerModelTest {
    private static final int WORLDS = 4_000;
    private static final long DAY = 86_400_000_000L;
    private static final long NOW = 10_000 * DAY;
    private static final List<String> NAMES =
            List.of("latest", "dev", "v1.0.0", "1.2.0", "v1.10.0", "2.0.0-rc.1", "2.0.0", "pr-1", "pr-2", "release-1");
    private static final List<String> CONDITIONS = List.of(
            "tags pr-.*",
            "tags release-.*|latest",
            "version ^1",
            "version >=1.2.0 <2.0.0",
            "untagged",
            "untagged-for 5d",
            "pushed-before 6d",
            "pushed-within 3d",
            "pulled-before 5d",
            "pulled-within 2d",
            "newest 1",
            "newest 3",
            "highest 1",
            "highest 2");

    @Test
    void thePlannerAndTheModelAgree() {
        long seed = Long.getLong("retention.seed", 20_261_124L);
        Random random = new Random(seed);
        for (int world = 0; world < WORLDS; world++) {
            List<Facts> images = images(random);
            List<Rule> rules = rules(random);

            Map<String, Fate> planned = planned(images, rules);

            assertThat(planned)
                    .as("seed %s, world %s: %s of %s", seed, world, rules, images)
                    .isEqualTo(model(images, rules));
            Collections.shuffle(images, random);
            assertThat(planned(images, rules)).as("in another order").isEqualTo(planned);
        }
    }

    private static List<Facts> images(Random random) {
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        List<Facts> images = new ArrayList<>();
        int count = random.nextInt(9);
        for (int i = 0; i < count; i++) {
            List<TagFacts> tags = new ArrayList<>();
            for (int t = random.nextInt(3); t > 0 && !names.isEmpty(); t--) {
                tags.add(new TagFacts(names.removeLast(), 1, random.nextInt(9) == 0 ? "frozen" : ""));
            }
            images.add(new Facts(
                    "d" + i,
                    tags,
                    NOW - random.nextInt(8) * DAY,
                    random.nextBoolean() ? 0 : NOW - random.nextInt(8) * DAY,
                    tags.isEmpty() ? NOW - random.nextInt(8) * DAY : 0,
                    random.nextInt(4) == 0 ? NOW + DAY : 0,
                    new Expiry(random.nextInt(4) == 0 ? random.nextInt(8) * DAY + 1 : 0),
                    !tags.isEmpty() && random.nextInt(5) == 0 ? "held" : "",
                    random.nextInt(8) == 0 ? "locked" : "",
                    tags.isEmpty() && random.nextInt(5) == 0 ? "left" : ""));
        }
        return images;
    }

    private static List<Rule> rules(Random random) {
        List<Rule> rules = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "keep" : "drop");
            int conditions = random.nextInt(3);
            for (int i = 0; i < conditions; i++) {
                text.append(' ').append(CONDITIONS.get(random.nextInt(CONDITIONS.size())));
            }
            try {
                rules.addAll(Policy.parse(conditions == 0 ? text + " all" : text.toString())
                        .rules());
            } catch (IllegalArgumentException makesNoSense) {
                count++;
            }
        }
        return rules;
    }

    private static Map<String, Fate> planned(List<Facts> images, List<Rule> rules) {
        Planner planner = new Planner(
                "team/app",
                new Planner.Times(NOW, 0),
                rules.stream().map(rule -> Planner.Sourced.of(rule, "")).toList());
        images.forEach(planner::look);
        Map<String, Fate> fates = new TreeMap<>();
        for (Facts image : images) {
            planner.decide(image).lines().forEach(line -> fates.put(line.digest() + ":" + line.tag(), line.fate()));
        }
        return fates;
    }

    private static Map<String, Fate> model(List<Facts> images, List<Rule> rules) {
        Map<String, Fate> fates = new TreeMap<>();
        for (Facts image : images) {
            List<String> names = image.untagged()
                    ? List.of("")
                    : image.tags().stream().map(TagFacts::name).toList();
            for (String tag : names) {
                boolean frozen = image.tags().stream()
                        .anyMatch(each ->
                                each.name().equals(tag) && !each.frozenBy().isEmpty());
                boolean kept = frozen
                        || !image.guard().isEmpty()
                        || rules.stream().anyMatch(rule -> rule.keeps() && applies(rule, image, tag, images));
                boolean dropped = expired(image)
                        || (tag.isEmpty() && !image.left().isEmpty())
                        || rules.stream().anyMatch(rule -> !rule.keeps() && applies(rule, image, tag, images));
                Fate gone = tag.isEmpty() && image.leasedUntil() > NOW ? Fate.LATER : Fate.DROP;
                fates.put(image.digest() + ":" + tag, kept || !dropped ? Fate.KEEP : gone);
            }
        }
        return fates;
    }

    private static boolean expired(Facts image) {
        return image.expiry().after() > 0 && image.pushedAt() + image.expiry().after() <= NOW;
    }

    private static boolean leaving(Facts image) {
        return expired(image) || (image.untagged() && !image.left().isEmpty());
    }

    private static boolean applies(Rule rule, Facts image, String tag, List<Facts> all) {
        return rule.conditions().stream().allMatch(condition -> selects(condition, tag))
                && rule.conditions().stream().allMatch(condition -> holds(condition, rule, image, tag, all));
    }

    private static boolean selects(Condition condition, String tag) {
        return switch (condition) {
            case Condition.Tags(TagPattern pattern) -> !tag.isEmpty() && tag.matches(pattern.text());
            case Condition.Version(VersionRange range) -> range.containsTag(tag);
            case Condition.Highest _ -> SemanticVersion.parse(tag).isPresent();
            case Condition.Untagged _, Condition.UntaggedFor _ -> tag.isEmpty();
            default -> true;
        };
    }

    private static boolean holds(Condition condition, Rule rule, Facts image, String tag, List<Facts> all) {
        long used = Math.max(image.pulledAt() + Planner.SLACK_MICROS, image.pushedAt());
        return switch (condition) {
            case Condition.UntaggedFor(var age) ->
                Math.max(image.untaggedAt(), image.pushedAt()) <= NOW - Age.micros(age);
            case Condition.PushedBefore(var age) -> image.pushedAt() <= NOW - Age.micros(age);
            case Condition.PushedWithin(var age) -> image.pushedAt() > NOW - Age.micros(age);
            case Condition.PulledBefore(var age) -> used <= NOW - Age.micros(age);
            case Condition.PulledWithin(var age) -> used > NOW - Age.micros(age);
            case Condition.Newest(int count) -> isNewest(count, rule, image, all);
            case Condition.Highest(int count) ->
                !leaving(image)
                        && highest(count, rule, all)
                                .contains(SemanticVersion.parse(tag).orElseThrow());
            default -> true;
        };
    }

    private static boolean isNewest(int count, Rule rule, Facts image, List<Facts> all) {
        return all.stream()
                .filter(each -> !leaving(each) && selected(rule, each))
                .filter(each -> image.untagged() || !each.untagged())
                .sorted(Comparator.comparingLong(Facts::pushedAt)
                        .thenComparing(Facts::digest)
                        .reversed())
                .limit(count)
                .anyMatch(each -> each.digest().equals(image.digest()));
    }

    private static boolean selected(Rule rule, Facts image) {
        List<String> names = image.untagged()
                ? List.of("")
                : image.tags().stream().map(TagFacts::name).toList();
        return names.stream()
                .anyMatch(tag -> rule.conditions().stream().allMatch(condition -> selects(condition, tag)));
    }

    private static List<SemanticVersion> highest(int count, Rule rule, List<Facts> all) {
        return all.stream()
                .filter(image -> !leaving(image))
                .flatMap(image -> image.tags().stream())
                .filter(tag -> rule.conditions().stream().allMatch(condition -> selects(condition, tag.name())))
                .flatMap(tag -> SemanticVersion.parse(tag.name()).stream())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .limit(count)
                .toList();
    }
}
