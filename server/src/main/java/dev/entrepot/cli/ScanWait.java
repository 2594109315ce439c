package dev.entrepot.cli;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.time.Duration;

/// The scan of an image, waited for: reading a large one takes a while, and a queue may stand before it.
final class ScanWait {
    static final String PENDING = "pending";
    static final String UNREADABLE = "unreadable";

    private static final String SCAN = "scan";

    /// As long as a proxy lets a connection be silent, and less.
    private static final Duration ASKED_FOR = Duration.ofSeconds(10);

    private static final Duration MOST = Duration.ofHours(24);
    private static final String USUAL = "15m";

    private final Call call;
    private final ApiClient client;
    private final ImageName image;

    ScanWait(Call call, ApiClient client, ImageName image) {
        this.call = call;
        this.client = client;
        this.image = image;
    }

    /// Adds the options that this reads.
    static Verb offered(Verb verb) {
        return verb.option(
                        "--platform",
                        "OS/ARCH",
                        "Of an image for several platforms only this one, such as linux/arm64.")
                .option("--wait", "TIME", "Wait so long for the result, such as 90s or 1h. Default: " + USUAL);
    }

    /// As the server knows it: read, read in part, unreadable; or still pending when the time is up.
    Document get() throws InterruptedException {
        Target target = target().query("wait", ASKED_FOR.toSeconds() + "s");
        // Each of these waits at the server; an answer that comes early is no reason to ask more often in all.
        long asked = Math.max(1, patience().dividedBy(ASKED_FOR));
        Document scan = client.get(target);
        for (long i = 1; i < asked && scan.text("state").equals(PENDING); i++) {
            if (i == 1) {
                call.say("%s is being read …", image.local());
            }
            scan = client.get(target);
        }
        return scan;
    }

    /// Has it read anew first.
    Document again() throws InterruptedException {
        client.send("POST", target(), Document.empty());
        return get();
    }

    /// Whether there is a result. Tells people why not.
    boolean settled(Document scan) {
        String state = scan.text("state");
        if (state.equals(PENDING)) {
            call.say("%s has not been read yet; ask again, or wait longer: --wait 1h", image.local());
        } else if (state.equals(UNREADABLE)) {
            call.say("%s cannot be scanned: %s", image.local(), scan.text("problem"));
        } else if (!scan.text("problem").isEmpty()) {
            call.say("Only a part of %s was read: %s", image.local(), scan.text("problem"));
        }
        return !state.equals(PENDING) && !state.equals(UNREADABLE);
    }

    /// The exit code where there is no result.
    static int unsettled(Document scan) {
        return scan.text("state").equals(PENDING) ? ExitCode.FAILED : ExitCode.NOT_AS_IT_MUST_BE;
    }

    private Target target() {
        return Target.of(SCAN).query("image", TagVerbs.tagged(image)).query("platform", call.value("--platform"));
    }

    private Duration patience() {
        String said = call.value("--wait");
        Duration wait = Words.duration("--wait", said.isEmpty() ? USUAL : said);
        if (wait.compareTo(MOST) > 0) {
            throw new UsageException("--wait: a day is the longest");
        }
        return wait;
    }
}
