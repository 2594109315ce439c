package dev.entrepot.client;

import dev.entrepot.client.ApiClient.Received;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// RFC 8628 as `/api/v1/device` offers it: a person says yes in a browser while this program asks for the token.
public final class DeviceLogin {
    private static final int PENDING = 202;
    private static final int TOO_FAST = 429;
    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final ApiClient client;
    private final Pause pause;

    public DeviceLogin(ApiClient client, Pause pause) {
        this.client = client;
        this.pause = pause;
    }

    /// Asks until the person decided or the code is dead.
    ///
    /// @param shown takes `verificationUrl`, `verificationUrlComplete` and `userCode`
    /// @return `name`, `secret`, `expiresAt`
    public Document run(String provider, Consumer<Document> shown) throws InterruptedException {
        Document started =
                client.send("POST", Target.of("device"), Document.empty().with("provider", provider));
        shown.accept(started);
        Document code = Document.empty().with("deviceCode", started.text("deviceCode"));
        Duration interval = Duration.ofSeconds(Math.max(1, started.number("interval")));
        Duration left = Duration.ofSeconds(started.number("expiresIn"));
        left = left.compareTo(LONGEST) > 0 || left.isZero() ? LONGEST : left;
        while (left.isPositive()) {
            pause.of(interval);
            left = left.minus(interval);
            Received answer = client.exchange("POST", Target.of("device", "token"), code, List.of(TOO_FAST));
            if (answer.status() == TOO_FAST) {
                interval = interval.plus(SLOWER);
            } else if (answer.status() != PENDING) {
                return Json.object(answer.body()).orElse(Document.empty());
            }
        }
        throw new ApiException(
                410, "", "", "nobody confirmed the code in time; type `entrepot login --sso` again for a new one");
    }
}
