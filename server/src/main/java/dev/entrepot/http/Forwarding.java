package dev.entrepot.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who asks, and under which name we were asked. `X-Forwarded-*` is believed only when the connection comes from a
/// configured proxy.
final class Forwarding {
    private static final int LONGEST_HOST = 300;
    private static final String HOST_CHARACTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";

    private final List<CidrBlock> proxies;

    /// Throws `IllegalArgumentException` for a block that is none.
    Forwarding(List<String> trustedProxies) {
        this.proxies = trustedProxies.stream().map(CidrBlock::parse).toList();
    }

    /// Where a request comes from.
    ///
    /// @param client the rightmost hop that is not a configured proxy
    record Origin(String client, String scheme, String host) {}

    Origin origin(String peer, String scheme, String host, Headers headers) {
        if (proxies.isEmpty() || !isProxy(peer)) {
            return new Origin(peer, scheme, checkedHost(host));
        }
        String forwardedScheme = last(headers, "X-Forwarded-Proto")
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> text.equals("http") || text.equals("https"))
                .orElse(scheme);
        String forwardedHost = last(headers, "X-Forwarded-Host").orElse(host);
        return new Origin(client(peer, headers), forwardedScheme, checkedHost(forwardedHost));
    }

    private String client(String peer, Headers headers) {
        List<String> lines = headers.all("X-Forwarded-For");
        String nearest = peer;
        for (int line = lines.size() - 1; line >= 0; line--) {
            String[] hops = lines.get(line).split(",", -1);
            for (int i = hops.length - 1; i >= 0; i--) {
                Optional<InetAddress> hop = address(hops[i].strip());
                if (hop.isEmpty()) {
                    return nearest;
                }
                nearest = hop.get().getHostAddress();
                if (!isProxy(hop.get())) {
                    return nearest;
                }
            }
        }
        return nearest;
    }

    private boolean isProxy(String peer) {
        return address(peer).filter(this::isProxy).isPresent();
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(block -> block.contains(address));
    }

    /// The nearest proxy's word: the last value of the last header line.
    private static Optional<String> last(Headers headers, String name) {
        List<String> lines = headers.all(name);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String line = lines.getLast();
        return Optional.of(line.substring(line.lastIndexOf(',') + 1).strip()).filter(text -> !text.isEmpty());
    }

    /// An address, perhaps with a port: `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]:80`.
    private static Optional<InetAddress> address(String text) {
        String bare = text;
        if (bare.startsWith("[") && bare.indexOf(']') > 0) {
            bare = bare.substring(1, bare.indexOf(']'));
        } else if (bare.indexOf(':') >= 0 && bare.indexOf(':') == bare.lastIndexOf(':')) {
            bare = bare.substring(0, bare.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The host ends up in challenges and links, so nothing may stand in it that could leave a quoted string.
    private static String checkedHost(String host) {
        if (host.length() > LONGEST_HOST) {
            throw new BadRequestException("the Host header is too long");
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean sound = HOST_CHARACTERS.indexOf(c) >= 0;
            if (!sound) {
                throw new BadRequestException("the Host header is not a host name with an optional port");
            }
        }
        return host;
    }
}
