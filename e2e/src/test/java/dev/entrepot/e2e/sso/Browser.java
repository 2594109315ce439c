package dev.entrepot.e2e.sso;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a person's browser does: keeps cookies per host and port, goes where it is sent, fills in forms.
public final class Browser {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_STEPS = 10;
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]*)\"");
    private static final Pattern HIDDEN = Pattern.compile("type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    /// Follows redirects to their end.
    public HttpResponse<String> open(String url) {
        return follow(step(HttpRequest.newBuilder(URI.create(url)).GET()));
    }

    /// Follows nothing.
    HttpResponse<String> openOnly(String url) {
        return step(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    /// Sends the first form of a page, with its hidden fields and these, and follows redirects.
    public HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> fields) {
        return follow(submitOnly(page, fields));
    }

    HttpResponse<String> submitOnly(HttpResponse<String> page, Map<String, String> fields) {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("no form in " + page.uri() + ":\n" + page.body());
        }
        Map<String, String> all = new TreeMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            all.put(hidden.group(1), hidden.group(2));
        }
        all.putAll(fields);
        String body = all.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI action = page.uri().resolve(form.group(1).replace("&amp;", "&"));
        return step(HttpRequest.newBuilder(action)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", page.uri().getScheme() + "://" + page.uri().getAuthority())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /// The value of a cookie; empty text when there is none.
    String cookie(String url, String name) {
        return jar(URI.create(url)).getOrDefault(name, "");
    }

    private HttpResponse<String> follow(HttpResponse<String> first) {
        HttpResponse<String> answer = first;
        for (int i = 0; i < MAX_STEPS && answer.statusCode() / 100 == 3; i++) {
            URI next =
                    answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
            answer = step(HttpRequest.newBuilder(next).GET());
        }
        return answer;
    }

    private HttpResponse<String> step(HttpRequest.Builder request) {
        URI uri = request.build().uri();
        String sent = jar(uri).entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        if (!sent.isEmpty()) {
            request.header("Cookie", sent);
        }
        try {
            var answer = client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(line -> keep(uri, line));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(uri + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void keep(URI uri, String line) {
        String pair = line.split(";", 2)[0];
        int equals = pair.indexOf('=');
        if (line.contains("Max-Age=0") || equals == pair.length() - 1) {
            jar(uri).remove(pair.substring(0, equals));
        } else {
            jar(uri).put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    private Map<String, String> jar(URI uri) {
        return cookies.computeIfAbsent(uri.getAuthority(), host -> new TreeMap<>());
    }
}
