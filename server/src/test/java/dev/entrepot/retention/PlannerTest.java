package dev.entrepot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.retention.Facts.Expiry;
import dev.entrepot.retention.Facts.TagFacts;
import dev.entrepot.retention.PlanLine.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What stays and what goes of a repository, in memory.
final class PlannerTest {
    private static final long NOW = Age.micros(Duration.ofDays(20_000));
    private static final long DAY = Age.micros(Duration.ofDays(1));

    @Test
    void theNewestAreKeptByTheirLastPush() {
        Map<String, Fate> fates =
                fates("keep newest 2; drop all", image("a", 1, "one"), image("b", 3, "three"), image("c", 2, "two"));

        assertThat(fates).isEqualTo(Map.of("one", Fate.KEEP, "two", Fate.KEEP, "three", Fate.DROP));
    }

    @Test
    void anImageWithManyTagsIsOneImage() {
        Map<String, Fate> fates = fates(
                "keep newest 2; drop all",
                image("a", 1, "one", "uno", "eins"),
                image("b", 2, "two"),
                image("c", 3, "t"));

        assertThat(fates)
                .isEqualTo(Map.of(
                        "one", Fate.KEEP, "uno", Fate.KEEP, "eins", Fate.KEEP, "two", Fate.KEEP, "t", Fate.DROP));
    }

    @Test
    void untaggedImagesTakeNoPlaceFromTaggedOnes() {
        Map<String, Fate> fates = fates(
                "keep newest 2; drop all",
                image("a", 9, "stable"),
                image("b", 1, "latest"),
                image("c", 2),
                image("d", 3),
                image("e", 10, "older"));

        assertThat(fates)
                .isEqualTo(Map.of(
                        "stable", Fate.KEEP, "latest", Fate.KEEP, "@c", Fate.KEEP, "@d", Fate.DROP, "older",
                        Fate.DROP));
    }

    @Test
    void keepBeatsDropInWhateverOrder() {
        Facts[] images = {image("a", 100, "v1.0.0", "latest"), image("b", 100, "dev")};

        assertThat(fates("drop all; keep tags v.*", images))
                .isEqualTo(Map.of("v1.0.0", Fate.KEEP, "latest", Fate.DROP, "dev", Fate.DROP))
                .isEqualTo(fates("keep tags v.*; drop all", images));
    }

    @Test
    void theHighestVersionsOfARangeAreKept() {
        Map<String, Fate> fates = fates(
                "keep version <2.0.0 highest 2; drop version *",
                image("a", 1, "1.9.0"),
                image("b", 2, "v1.10.0"),
                image("c", 3, "1.2.3"),
                image("d", 4, "2.0.0"),
                image("e", 5, "latest"));

        assertThat(fates)
                .isEqualTo(Map.of(
                        "1.9.0", Fate.KEEP,
                        "v1.10.0", Fate.KEEP,
                        "1.2.3", Fate.DROP,
                        "2.0.0", Fate.DROP,
                        "latest", Fate.KEEP));
    }

    @Test
    void agesCountFromTheLastPushThePullAndTheLossOfTheTag() {
        Facts pulled = with(image("a", 100, "pulled"), 1, 0);
        Facts idle = with(image("b", 100, "idle"), 50, 0);
        Facts lately = with(image("c", 100), 0, 2);
        Facts ages = with(image("d", 100), 0, 20);

        assertThat(fates("drop pulled-before 30d", pulled, idle))
                .isEqualTo(Map.of("pulled", Fate.KEEP, "idle", Fate.DROP));
        assertThat(fates("drop untagged-for 7d", lately, ages)).isEqualTo(Map.of("@c", Fate.KEEP, "@d", Fate.DROP));
        assertThat(fates("drop pushed-before 30d; keep pulled-within 30d", pulled, idle))
                .isEqualTo(Map.of("pulled", Fate.KEEP, "idle", Fate.DROP));
    }

    @Test
    void whatWasPulledBeforePullsWereNotedIsNotUnpulled() {
        Facts never = image("a", 100, "never");
        Planner.Times young = new Planner.Times(NOW, NOW - 10 * DAY);

        assertThat(plan("drop pulled-before 30d", young, never)
                        .getFirst()
                        .lines()
                        .getFirst()
                        .fate())
                .isEqualTo(Fate.KEEP);
    }

    @Test
    void expiredImagesGoTakeNoPlaceAndAreKeptByExplicitRulesOnly() {
        Facts expired = expiring(image("a", 3, "pr-1"), 1);
        Facts fresh = expiring(image("b", 3, "pr-2"), 30);
        Facts other = image("c", 4, "main");

        assertThat(fates("", expired, fresh, other))
                .isEqualTo(Map.of("pr-1", Fate.DROP, "pr-2", Fate.KEEP, "main", Fate.KEEP));
        assertThat(fates("keep newest 2; drop all", expired, fresh, other))
                .isEqualTo(Map.of("pr-1", Fate.DROP, "pr-2", Fate.KEEP, "main", Fate.KEEP));
        assertThat(fates("keep tags pr-1", expired)).isEqualTo(Map.of("pr-1", Fate.KEEP));
    }

    @Test
    void whatIsGuardedFrozenOrAnchoredStays() {
        Facts locked = guarded(image("a", 100, "locked"), "it is locked");
        Facts frozen = new Facts(
                "b", List.of(new TagFacts("v1", 1, "the rule \"v.*\" of team")), 0, 0, 0, 0, Expiry.NONE, "", "", "");
        Facts child = new Facts(
                "c", List.of(new TagFacts("child", 1, "")), 0, 0, 0, 0, Expiry.NONE, "the index i names it", "", "");

        List<Planner.Decided> plan = plan("drop all", new Planner.Times(NOW, 0), locked, frozen, child);

        assertThat(lines(plan))
                .containsExactly(
                        "locked keep it is locked",
                        "v1 keep the tag is immutable: the rule \"v.*\" of team",
                        "child drop drop all; the digest stays: the index i names it");
        assertThat(plan.get(2).step().orElseThrow().whole()).isFalse();
    }

    @Test
    void aLeasedImageLosesItsTagsAndIsRememberedWhileAnUntaggedOneWaits() {
        Facts tagged = leased(image("a", 100, "old"));
        Facts untagged = leased(image("b", 100));

        List<Planner.Decided> plan = plan("drop all", new Planner.Times(NOW, 0), tagged, untagged);

        assertThat(lines(plan).getFirst())
                .startsWith("old drop drop all; the digest stays for now: a push may rely on it");
        assertThat(plan.getFirst().step().orElseThrow().remember()).isTrue();
        assertThat(lines(plan).getLast()).startsWith(" later drop all; kept for now: a push may rely on it");
        assertThat(plan.getLast().step()).isEmpty();
    }

    private static Facts image(String digest, long daysAgo, String... tags) {
        return new Facts(
                digest,
                Stream.of(tags).map(tag -> new TagFacts(tag, 1, "")).toList(),
                NOW - daysAgo * DAY,
                0,
                0,
                0,
                Expiry.NONE,
                "",
                "",
                "");
    }

    private static Facts with(Facts image, long pulledDaysAgo, long untaggedDaysAgo) {
        return new Facts(
                image.digest(),
                image.tags(),
                image.pushedAt(),
                pulledDaysAgo == 0 ? 0 : NOW - pulledDaysAgo * DAY,
                untaggedDaysAgo == 0 ? 0 : NOW - untaggedDaysAgo * DAY,
                0,
                Expiry.NONE,
                "",
                "",
                "");
    }

    private static Facts expiring(Facts image, long days) {
        return new Facts(image.digest(), image.tags(), image.pushedAt(), 0, 0, 0, new Expiry(days * DAY), "", "", "");
    }

    private static Facts guarded(Facts image, String guard) {
        return new Facts(image.digest(), image.tags(), image.pushedAt(), 0, 0, 0, Expiry.NONE, "", guard, "");
    }

    private static Facts leased(Facts image) {
        return new Facts(image.digest(), image.tags(), image.pushedAt(), 0, 0, NOW + DAY, Expiry.NONE, "", "", "");
    }

    private static Map<String, Fate> fates(String policy, Facts... images) {
        Map<String, Fate> fates = new TreeMap<>();
        for (Planner.Decided decided : plan(policy, new Planner.Times(NOW, 0), images)) {
            decided.lines()
                    .forEach(line -> fates.put(line.tag().isEmpty() ? "@" + line.digest() : line.tag(), line.fate()));
        }
        return fates;
    }

    private static List<String> lines(List<Planner.Decided> plan) {
        List<String> lines = new ArrayList<>();
        plan.forEach(decided -> decided.lines()
                .forEach(line -> lines.add(line.tag() + " " + line.fate().id() + " " + line.rule())));
        return lines;
    }

    private static List<Planner.Decided> plan(String policy, Planner.Times times, Facts... images) {
        List<Planner.Sourced> rules = Policy.parse(policy).rules().stream()
                .map(rule -> Planner.Sourced.of(rule, rule.toString()))
                .toList();
        Planner planner = new Planner("team/app", times, rules);
        Arrays.stream(images).forEach(planner::look);
        return Arrays.stream(images).map(planner::decide).toList();
    }
}
