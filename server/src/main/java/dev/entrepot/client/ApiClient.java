package dev.entrepot.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/// Asks one server as one caller. A GET whose connection broke is sent once more; `Retry-After` of a 429 is
/// waited for, up to {@link #MOST_WAITING} in all requests together.
public final class ApiClient {
    public static final Duration MOST_WAITING = Duration.ofSeconds(30);

    private static final int TOO_MANY = 429;
    private static final int FIRST_ERROR = 300;
    private static final int MAX_PAGE = 1_000;

    /// A page holds 1,000 entries at most, a README or an audit entry in each of them.
    private static final int MAX_ANSWER_BYTES = 256 * 1024 * 1024;

    private final Http http = new Http();
    private final Server server;
    private final Pause pause;
    private Duration waited = Duration.ZERO;

    public ApiClient(Server server, Pause pause) {
        this.server = server;
        this.pause = pause;
    }

    public Server server() {
        return server;
    }

    public Document get(Target target) throws InterruptedException {
        return send("GET", target, Document.empty());
    }

    /// Sends `body`, except for one without members that is not posted, and returns the answer's document; an empty one
    /// when there is none.
    public Document send(String method, Target target, Document body) throws InterruptedException {
        return send(method, target, body, Map.of());
    }

    public Document send(String method, Target target, Document body, Map<String, String> headers)
            throws InterruptedException {
        Received received = receive(request(method, target, body, headers));
        if (received.status() >= FIRST_ERROR) {
            throw refusal(received, target);
        }
        return document(received);
    }

    /// As {@link #send}, but a status that is in `expected` is told and not thrown.
    Received exchange(String method, Target target, Document body, List<Integer> expected) throws InterruptedException {
        Received received = receive(request(method, target, body, Map.of()));
        if (received.status() >= FIRST_ERROR && !expected.contains(received.status())) {
            throw refusal(received, target);
        }
        return received;
    }

    /// All items, page by page, `most` at the most.
    ///
    /// @return whether there are more
    public boolean pages(Target target, long most, Consumer<List<Document>> page) throws InterruptedException {
        long left = most;
        String after = "";
        while (left > 0) {
            long asked = Math.min(left, MAX_PAGE);
            Document answer = get(target.query("limit", String.valueOf(asked)).query("after", after));
            List<Document> items = answer.objects("items");
            page.accept(items);
            left -= items.size();
            String next = answer.text("next");
            if (next.isEmpty() || next.equals(after)) {
                return false;
            }
            after = next;
        }
        return true;
    }

    /// The body as it comes, in the form `type`. Not repeated when it breaks: part of it is written.
    public void copy(Target target, String type, OutputStream out) throws InterruptedException {
        HttpRequest request = request("GET", target, Document.empty(), Map.of("Accept", type));
        try (HttpAnswer answer = http.send(request)) {
            if (answer.status() >= FIRST_ERROR) {
                throw refusal(new Received(answer.status(), answer.headers(), body(answer)), target);
            }
            answer.body().transferTo(out);
        } catch (IOException broken) {
            throw unreachable(broken);
        }
    }

    private HttpRequest request(String method, Target target, Document body, Map<String, String> more) {
        Map<String, String> headers = new TreeMap<>(Map.of("Accept", "application/json"));
        headers.putAll(more);
        if (!server.authorization().isEmpty()) {
            headers.put("Authorization", server.authorization());
        }
        // A POST has a body always: one without members says that nothing is chosen.
        boolean empty = body.members().isEmpty() && !method.equals("POST");
        byte[] bytes = empty ? new byte[0] : Http.bytes(Json.line(body));
        if (bytes.length > 0) {
            headers.put("Content-Type", "application/json");
        }
        return new HttpRequest(server.url(), method, target.text(), headers, bytes);
    }

    private Received receive(HttpRequest request) throws InterruptedException {
        while (true) {
            Received received = once(request);
            if (received.status() != TOO_MANY || !waits(received.header("retry-after"))) {
                return received;
            }
        }
    }

    private Received once(HttpRequest request) {
        try {
            return attempt(request);
        } catch (ConnectException | NoRouteToHostException | SocketTimeoutException notThere) {
            throw unreachable(notThere);
        } catch (SocketException | EOFException broken) {
            if (!request.method().equals("GET")) {
                throw unreachable(broken);
            }
        } catch (IOException failed) {
            throw unreachable(failed);
        }
        try {
            return attempt(request);
        } catch (IOException again) {
            throw unreachable(again);
        }
    }

    private Received attempt(HttpRequest request) throws IOException {
        try (HttpAnswer answer = http.send(request)) {
            return new Received(answer.status(), answer.headers(), body(answer));
        }
    }

    private static byte[] body(HttpAnswer answer) throws IOException {
        InputStream body = answer.body();
        byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES);
        if (body.read() >= 0) {
            throw new IOException("the answer is larger than " + MAX_ANSWER_BYTES + " bytes");
        }
        return bytes;
    }

    /// Whether it waited as long as the server asked; not when that is longer than is left, or not said.
    private boolean waits(String retryAfter) throws InterruptedException {
        if (!retryAfter.matches("\\d{1,6}")) {
            return false;
        }
        // Never zero, so that a server that says so is not asked in a tight loop.
        Duration asked = Duration.ofSeconds(Math.max(1, Long.parseLong(retryAfter)));
        if (waited.plus(asked).compareTo(MOST_WAITING) > 0) {
            return false;
        }
        waited = waited.plus(asked);
        pause.of(asked);
        return true;
    }

    private Document document(Received received) {
        if (received.body().length == 0) {
            return Document.empty();
        }
        return Json.object(received.body())
                .orElseThrow(() -> new ApiException(
                        received.status(),
                        "",
                        "",
                        server.url() + " answers, but not as an Entrepot; is the URL right?"));
    }

    private ApiException refusal(Received received, Target target) {
        List<Document> errors =
                Json.object(received.body()).orElse(Document.empty()).objects("errors");
        if (errors.isEmpty()) {
            return new ApiException(
                    received.status(),
                    "",
                    target.path(),
                    server.url() + " answers " + received.status() + " to " + target.path()
                            + "; is it an Entrepot of this version?");
        }
        Document error = errors.getFirst();
        return new ApiException(received.status(), error.text("code"), target.path(), words(error, received));
    }

    private static String words(Document error, Received received) {
        String message = error.text("message");
        String words = message.isEmpty() ? error.text("code") : message;
        String wait = received.header("retry-after");
        return received.status() == TOO_MANY && !wait.isEmpty() ? words + " (try again in " + wait + " s)" : words;
    }

    private UnreachableException unreachable(IOException failure) {
        String why = switch (failure) {
            case UnknownHostException _ -> "there is no host " + server.url().getHost();
            case SSLException tls -> "TLS failed: " + tls.getMessage();
            case SocketTimeoutException _ -> "it does not answer";
            default -> String.valueOf(failure.getMessage());
        };
        return new UnreachableException("cannot reach " + server.url() + ": " + why, failure);
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Received(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }
}
