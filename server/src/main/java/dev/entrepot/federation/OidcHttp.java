package dev.entrepot.federation;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// Talks to a provider: answers are bounded in size and time, and no redirect is followed.
final class OidcHttp implements HTTPRequestSender, ResourceRetriever, AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    /// Key sets and discovery documents have some ten kilobytes.
    private static final long MAX_ANSWER_BYTES = 512 * 1024;

    private static final int OK = 200;

    private final HttpClient client;

    OidcHttp(SSLContext tls) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(tls)
                .build();
    }

    /// The text of a document that must be there.
    String document(URI url) throws IOException {
        HttpResponse<byte[]> answer = exchange(
                HttpRequest.newBuilder(url).header("Accept", "application/json").build());
        if (answer.statusCode() != OK) {
            throw new IOException(url + " answers " + answer.statusCode());
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        try {
            return new Resource(document(url.toURI()), "application/json");
        } catch (URISyntaxException e) {
            throw new IOException("no URL: " + url, e);
        }
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI());
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        if (request.getMethod() == HTTPRequest.Method.POST) {
            builder.POST(HttpRequest.BodyPublishers.ofString(request.getBody()));
        }
        HttpResponse<byte[]> answer = exchange(builder.build());
        HTTPResponse response = new HTTPResponse(answer.statusCode());
        List<String> type = answer.headers().allValues("Content-Type");
        if (!type.isEmpty()) {
            try {
                response.setContentType(type.getFirst());
            } catch (ParseException e) {
                throw new IOException("an answer has no sound Content-Type", e);
            }
        }
        response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
        return response;
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + ANSWER_LIMIT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
