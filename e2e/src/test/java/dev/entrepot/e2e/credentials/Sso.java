package dev.entrepot.e2e.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Daemon;
import dev.entrepot.e2e.sso.Browser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// `entrepot login --sso`, with a person at a browser who does what it says.
final class Sso {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern OPEN = Pattern.compile("Open (\\S+)");
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");

    private Sso() {}

    static void login(Cli cli, String url, String provider, String user, String password) {
        var log = Path.of(cli.shell().folder() + ".sso.log");
        var command = List.of(Cli.command("login", url, "--sso", provider));
        try (var waiting = Daemon.start(cli.shell(), log, command)) {
            waiting.await(() -> OPEN.matcher(waiting.log()).find(), LIMIT);
            var browser = new Browser();
            var first = browser.open(found(OPEN, waiting.log()));
            var form = browser.open(url + found(LINK, first.body()).replace("&amp;", "&"));
            var confirm = browser.submit(form, Map.of("username", user, "password", password));
            var done = browser.submit(confirm, Map.of("decision", "approve"));
            assertThat(done.statusCode()).isEqualTo(200);
            assertThat(waiting.awaitEnd(LIMIT)).as(waiting.log()).isZero();
        }
    }

    private static String found(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }
}
