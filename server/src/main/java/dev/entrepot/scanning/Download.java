package dev.entrepot.scanning;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches one file from the server of somebody else: bounded in size and time, never from https to http, and not at
/// all
/// when the server says that it is what it was.
final class Download implements AutoCloseable {
    /// The largest public export has some 500 MB.
    static final long MAX_BYTES = 4L << 30;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration ALL = Duration.ofMinutes(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int MAX_VALIDATOR = 1_000;

    /// Between the two parts of a validator; no header has it.
    private static final String SEPARATOR = "\n";

    private final HttpClient client;
    private final long maxBytes;

    Download() {
        this(MAX_BYTES);
    }

    Download(long maxBytes) {
        this.maxBytes = maxBytes;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /// Is asked several times a second; throws to stop.
    interface Check {
        void look();
    }

    /// Writes what an address gives to a file; empty when it is what these validators stand for.
    ///
    /// @param validators of an earlier answer; empty text for none
    /// @return the validators of this answer
    /// @throws IOException with a text for people
    Optional<String> to(Path file, URI address, String validators, Check check)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Path>> answer = client.sendAsync(
                request(address, validators),
                info -> info.statusCode() == OK
                        ? BodyHandlers.limiting(BodyHandlers.ofFile(file), maxBytes)
                                .apply(info)
                        : BodySubscribers.replacing(file));
        try {
            HttpResponse<Path> response = await(answer, check);
            return switch (response.statusCode()) {
                case OK -> Optional.of(validators(response));
                case NOT_MODIFIED -> Optional.empty();
                default -> throw new IOException("its server answered " + response.statusCode() + ", expected 200");
            };
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest request(URI address, String validators) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(ANSWER).header("User-Agent", "entrepot");
        String[] parts = validators.split(SEPARATOR, -1);
        if (parts.length == 2 && !parts[0].isEmpty()) {
            request.header("If-None-Match", parts[0]);
        }
        if (parts.length == 2 && !parts[1].isEmpty()) {
            request.header("If-Modified-Since", parts[1]);
        }
        return request.GET().build();
    }

    private static String validators(HttpResponse<Path> response) {
        return validator(response, "ETag") + SEPARATOR + validator(response, "Last-Modified");
    }

    private static String validator(HttpResponse<Path> response, String name) {
        return response.headers()
                .firstValue(name)
                .filter(value -> value.length() <= MAX_VALIDATOR)
                .orElse("");
    }

    private static HttpResponse<Path> await(CompletableFuture<HttpResponse<Path>> answer, Check check)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ALL.toNanos();
        while (true) {
            check.look();
            try {
                return answer.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException wait) {
                if (System.nanoTime() >= deadline) {
                    throw new IOException("it was not there after " + ALL.toMinutes() + " minutes", wait);
                }
            } catch (ExecutionException failed) {
                Throwable cause = failed.getCause() == null ? failed : failed.getCause();
                throw new IOException("it could not be fetched: " + said(cause), cause);
            }
        }
    }

    private static String said(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
