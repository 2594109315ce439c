package dev.entrepot.http;

import java.util.List;
import java.util.Optional;

/// One request, as the registry sees it.
///
/// @param id the request id that stands in `X-Request-Id`
/// @param method upper case, e.g. `GET`
/// @param rawPath as it came, still percent-encoded, without the query
/// @param query the decoded query
/// @param headers all headers
/// @param clientAddress the rightmost hop that is not a configured proxy
/// @param scheme `http` or `https`, from `X-Forwarded-Proto` only where a configured proxy sent it
/// @param host host and port exactly as the client wrote them (`Host`, or `X-Forwarded-Host` from a configured
/// proxy)
/// @param body the body, not yet read; `100 Continue` is sent when it is first read
public record Request(
        String id,
        String method,
        String rawPath,
        Query query,
        Headers headers,
        String clientAddress,
        String scheme,
        String host,
        RequestBody body) {

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    public List<String> headers(String name) {
        return headers.all(name);
    }
}
