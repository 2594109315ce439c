package dev.entrepot.cli;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// `scan` and `va`: what is wrong with an image.
final class ScanVerbs {
    private static final String IMAGE = "IMAGE";
    private static final String FAIL_ON = "--fail-on";
    private static final String UNFIXED = "--ignore-unfixed";

    /// A database that is older knows little of what is attacked today.
    static final Duration OLD = Duration.ofDays(7);

    private ScanVerbs() {}

    static Verb scan() {
        return gated(Verb.named("scan", "Show the known vulnerabilities of an image")
                        .parameter(IMAGE, "NS/REPO[:TAG|@DIGEST].")
                        .flag("--again", "Have its layers read anew first, which takes the right to push."))
                .notes(
                        "It waits until the image has been read. An image for several platforms shows what any of them has.",
                        "Exempted findings stand apart and do not count.",
                        "Exit code: 0; 5 with --fail-on when such a finding counts; 4 when the image cannot be scanned, or,",
                        "with --fail-on, when only a part could be read or there is no vulnerability database.")
                .examples(
                        "entrepot scan web/shop:v1",
                        "entrepot scan web/shop:v1 --fail-on high --ignore-unfixed",
                        "entrepot scan web/shop:v1 --platform linux/arm64 -o json")
                .judges(call -> {
                    ImageName image = call.image(IMAGE);
                    ScanWait wait = new ScanWait(call, call.client(image), image);
                    Document scan = call.has("--again") ? wait.again() : wait.get();
                    return told(call, wait, scan, () -> ScanWords.table(scan));
                });
    }

    static Verb va() {
        return gated(Verb.named("va", "Assess an image: vulnerabilities by severity, and how to resolve them")
                        .parameter(IMAGE, "NS/REPO[:TAG|@DIGEST].")
                        .flag("-e,--extended", "All about each: score, title, package, path, layer, where to read on.")
                        .flag(
                                "-v,--vulnerabilities",
                                "Only the vulnerabilities, those that are low and have no fix too."))
                .notes(
                        "Without -e or -v, what is below medium and has no fix is only counted. Exempted ones stand apart.",
                        "It waits, and ends, as `scan` does.")
                .examples(
                        "entrepot va web/shop:v1",
                        "entrepot va -e web/shop:v1",
                        "entrepot va web/shop:v1 --fail-on critical -o json")
                .judges(call -> {
                    ImageName image = call.image(IMAGE);
                    ScanWait wait = new ScanWait(call, call.client(image), image);
                    Document scan = wait.get();
                    return told(
                            call,
                            wait,
                            scan,
                            () -> call.has("--extended")
                                    ? AssessmentWords.extended(scan)
                                    : AssessmentWords.tables(scan, call.has("--vulnerabilities")));
                });
    }

    private static Verb gated(Verb verb) {
        return ScanWait.offered(
                verb.oneOf(FAIL_ON, Severities.words(), "End with 5 when a finding at least so bad counts.")
                        .flag(UNFIXED, "With --fail-on: only findings that an update ends count."));
    }

    /// What a verb prints for people.
    @FunctionalInterface
    private interface ForPeople {
        String text();
    }

    private static int told(Call call, ScanWait wait, Document scan, ForPeople people) {
        boolean settled = wait.settled(scan);
        if (call.json()) {
            call.show(scan);
        }
        if (!settled) {
            return ScanWait.unsettled(scan);
        }
        if (!call.json()) {
            if (!call.offers("--vulnerabilities") || !call.has("--vulnerabilities")) {
                call.surroundings().out().print(ScanWords.summary(scan));
            }
            call.surroundings().out().print(people.text());
        }
        warnOfDatabase(call, scan);
        return call.value(FAIL_ON).isEmpty() ? ExitCode.DONE : judged(call, scan);
    }

    private static void warnOfDatabase(Call call, Document scan) {
        String at = scan.text("databaseAt");
        if (at.isEmpty()) {
            call.say("There is no vulnerability database: nothing can be found. `entrepot db import` brings one.");
            return;
        }
        Duration age =
                Duration.between(Instant.parse(at), call.surroundings().time().instant());
        if (age.compareTo(OLD) > 0) {
            call.say(
                    "The vulnerability database is %s old; `entrepot db import` brings a newer one.",
                    Words.length(age));
        }
    }

    private static int judged(Call call, Document scan) {
        List<Document> reached = scan.objects("findings").stream()
                .filter(finding -> !finding.has(ScanWords.WAIVER))
                .filter(finding -> Severities.reaches(finding.text("severity"), call.value(FAIL_ON)))
                .filter(finding ->
                        !call.has(UNFIXED) || !finding.text("fixedVersion").isEmpty())
                .toList();
        if (!reached.isEmpty()) {
            call.say(
                    "%s of at least %s.",
                    TrashWords.counted(
                            reached.stream()
                                    .map(finding -> finding.text("id"))
                                    .distinct()
                                    .count(),
                            "finding"),
                    call.value(FAIL_ON));
            return ExitCode.THRESHOLD;
        }
        // Nobody can say that there is nothing in what was not looked at.
        boolean certain =
                scan.text("problem").isEmpty() && !scan.text("databaseAt").isEmpty();
        return certain ? ExitCode.DONE : ExitCode.NOT_AS_IT_MUST_BE;
    }
}
