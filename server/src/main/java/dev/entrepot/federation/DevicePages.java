package dev.entrepot.federation;

import dev.entrepot.access.TokenForm;
import dev.entrepot.http.BadRequestException;
import dev.entrepot.http.Query;
import dev.entrepot.http.Request;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Route;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/auth/device`: where a person confirms the login of a machine. Pages without a script.
///
/// Whoever sends somebody a link to a login of his own machine gets that person's rights once it is confirmed. So the
/// page never confirms by itself, tells where the request came from, and asks to compare the code.
final class DevicePages {
    static final String PATH = "/auth/device";
    private static final int MAX_FORM_BYTES = 4 * 1024;

    private final DeviceLogins logins;
    private final Map<String, String> providers;
    private final WebSessions sessions;
    private final WebOrigin origin;
    private final InstantSource clock;

    /// @param providers to log in at: their names, and what people call them
    DevicePages(
            DeviceLogins logins,
            Map<String, String> providers,
            WebSessions sessions,
            WebOrigin origin,
            InstantSource clock) {
        this.logins = logins;
        this.providers = providers;
        this.sessions = sessions;
        this.origin = origin;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(Route.of("auth.device", "GET", PATH).open(), this::show),
                Endpoint.of(Route.of("auth.device.decide", "POST", PATH).open(), this::decide));
    }

    private record Visitor(WebSession session, String csrf) {}

    /// The token of a form follows from the session's cookie, which other sites never see.
    private Optional<Visitor> visitor(Request request) {
        return WebCookies.session(request)
                .flatMap(cookie ->
                        sessions.find(cookie).map(session -> new Visitor(session, Digests.base64("csrf\n" + cookie))));
    }

    private Response show(Request request) {
        Optional<String> code = request.query().first("code").flatMap(DeviceLogins::typed);
        Optional<Visitor> visitor = visitor(request);
        if (visitor.isEmpty()) {
            return logIn(request.query().first("provider").orElse(""), code);
        }
        if (code.isEmpty()) {
            return askForCode(200, "Type the code that the machine shows.");
        }
        WebSession session = visitor.get().session();
        if (!logins.mayTry(session.account())) {
            return tooMany();
        }
        return logins.waiting(code.get())
                .map(waiting -> confirm(waiting, visitor.get()))
                .orElseGet(() -> askForCode(404, "No login waits under this code. It may be over: begin again there."))
                .to(session.account().name());
    }

    private Response logIn(String wanted, Optional<String> code) {
        String then =
                PATH + code.map(text -> "?code=" + DeviceLogins.shown(text)).orElse("");
        WebPage page = new WebPage("Log in to confirm a machine");
        if (providers.isEmpty()) {
            return page.paragraph("This registry has no provider to log in at.").response(404);
        }
        page.paragraph("Somebody wants to log in on a machine without a browser. Say first who you are.");
        providers.forEach((name, display) -> {
            if (!providers.containsKey(wanted) || name.equals(wanted)) {
                page.link(
                        "Log in with " + display,
                        "/auth/login/" + name + "?then=" + URLEncoder.encode(then, StandardCharsets.UTF_8));
            }
        });
        return page.response(200);
    }

    private static Response askForCode(int status, String text) {
        return new WebPage("Confirm a machine")
                .paragraph(text)
                .form(
                        "get",
                        PATH,
                        "<input type=\"text\" name=\"code\" aria-label=\"Code\" autocomplete=\"off\""
                                + " maxlength=\"12\" placeholder=\"XXXX-XXXX\" autofocus required>"
                                + "<button>Go on</button>")
                .response(status);
    }

    private Response confirm(DeviceLoginTable.Waiting waiting, Visitor visitor) {
        long minutes = Duration.between(waiting.createdAt(), clock.instant()).toMinutes();
        return new WebPage("Let this machine in?")
                .paragraph("It will be able to do everything that you may do here. Go on only if you began this login"
                        + " yourself and the machine shows this code:")
                .code(DeviceLogins.shown(waiting.userCode()))
                .facts(List.of(
                        new WebPage.Fact("Machine", waiting.machine().isEmpty() ? "did not say" : waiting.machine()),
                        new WebPage.Fact("Address", waiting.address()),
                        new WebPage.Fact("Asked", minutes == 0 ? "just now" : minutes + " min ago"),
                        new WebPage.Fact("You are", visitor.session().account().name())))
                .form(
                        "post",
                        PATH,
                        WebPage.hidden("csrf", visitor.csrf())
                                + WebPage.hidden("code", waiting.userCode())
                                + WebPage.button("", "decision", "approve", "Let it in")
                                + WebPage.button("no", "decision", "deny", "Refuse"))
                .response(200);
    }

    private Response decide(Request request) throws IOException {
        Optional<Visitor> visitor = visitor(request);
        if (visitor.isEmpty()) {
            return logIn("", Optional.empty());
        }
        Query form = TokenForm.parse(
                request.header("Content-Type").orElse(""), request.body().readAll(MAX_FORM_BYTES));
        if (!origin.permits(request)
                || !same(visitor.get().csrf(), form.first("csrf").orElse(""))) {
            return new WebPage("This did not come from a page of this registry")
                    .paragraph("Nothing was confirmed. Open the address that the machine shows.")
                    .response(403);
        }
        WebSession session = visitor.get().session();
        if (!logins.mayTry(session.account())) {
            return tooMany();
        }
        boolean approved = switch (form.first("decision").orElse("")) {
            case "approve" -> true;
            case "deny" -> false;
            default -> throw new BadRequestException("expected decision=approve or decision=deny");
        };
        boolean done = form.first("code")
                .flatMap(DeviceLogins::typed)
                .filter(code -> logins.decide(code, session.account(), approved))
                .isPresent();
        return (done ? decided(approved) : askForCode(404, "No login waits under this code any more."))
                .to(session.account().name());
    }

    private static Response decided(boolean approved) {
        return new WebPage(approved ? "The machine is let in" : "The machine is refused")
                .paragraph(
                        approved
                                ? "It goes on by itself in a moment. You may close this page."
                                : "It was told so. You may close this page.")
                .response(200);
    }

    private static Response tooMany() {
        return new WebPage("Too many codes were tried")
                .paragraph("Wait a minute.")
                .response(429)
                .with("Retry-After", "60");
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
