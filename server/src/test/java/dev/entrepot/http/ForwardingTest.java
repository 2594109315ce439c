package dev.entrepot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {
    private final Forwarding forwarding = new Forwarding(List.of("10.0.0.0/8", "fd00::/8", "192.0.2.7"));

    private record Lines(Map<String, List<String>> lines) implements Headers {
        @Override
        public Optional<String> first(String name) {
            return all(name).stream().findFirst();
        }

        @Override
        public List<String> all(String name) {
            return lines.getOrDefault(name, List.of());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9 | 1.1.1.1                     | 203.0.113.9
            10.1.2.3    | 1.1.1.1                     | 1.1.1.1
            10.1.2.3    | 6.6.6.6, 1.1.1.1            | 1.1.1.1
            10.1.2.3    | 6.6.6.6, 1.1.1.1, 10.9.9.9  | 1.1.1.1
            10.1.2.3    | 10.4.4.4, 10.9.9.9          | 10.4.4.4
            10.1.2.3    | 6.6.6.6, nonsense, 10.9.9.9 | 10.9.9.9
            10.1.2.3    | 1.1.1.1:4711                | 1.1.1.1
            10.1.2.3    | [2001:db8::1]:80            | 2001:db8:0:0:0:0:0:1
            fd00::1     | 2001:db8::1                 | 2001:db8:0:0:0:0:0:1
            192.0.2.7   | 1.1.1.1                     | 1.1.1.1
            192.0.2.8   | 1.1.1.1                     | 192.0.2.8
            10.1.2.3    | ''                          | 10.1.2.3
            """)
    void clientIsTheRightmostHopThatIsNoProxy(String peer, String forwardedFor, String client) {
        Headers headers = new Lines(Map.of("X-Forwarded-For", List.of(forwardedFor)));

        assertThat(forwarding.origin(peer, "http", "h", headers).client()).isEqualTo(client);
    }

    @Test
    void severalHeaderLinesAreOneList() {
        Headers headers = new Lines(Map.of("X-Forwarded-For", List.of("6.6.6.6, 1.1.1.1", "10.9.9.9")));

        assertThat(forwarding.origin("10.0.0.1", "http", "h", headers).client()).isEqualTo("1.1.1.1");
    }

    @Test
    void schemeAndHostAreBelievedFromAProxyOnly() {
        Headers headers = new Lines(Map.of(
                "X-Forwarded-Proto", List.of("https"), "X-Forwarded-Host", List.of("evil.example, reg.example:443")));

        assertThat(forwarding.origin("10.0.0.1", "http", "h", headers))
                .isEqualTo(new Forwarding.Origin("10.0.0.1", "https", "reg.example:443"));
        assertThat(forwarding.origin("11.0.0.1", "http", "h", headers))
                .isEqualTo(new Forwarding.Origin("11.0.0.1", "http", "h"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a b", "a/b", "a@b", "a,b", "\u00e9", "a\\b"})
    void hostThatIsNoneIsRefused(String host) {
        assertThatThrownBy(() -> forwarding.origin("1.1.1.1", "http", host, new Lines(Map.of())))
                .isInstanceOf(BadRequestException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.128.0.0/9, 10.127.255.255, false",
        "10.128.0.0/9, 10.128.0.0, true",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "::1, ::1, true",
        "127.0.0.1/32, 127.0.0.2, false",
        "fd00::/8, fdff::1, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false"
    })
    void blockHoldsItsAddresses(String block, String address, boolean held) {
        assertThat(CidrBlock.parse(block).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "host.example",
                "10.0.0.0/x",
                "::/129",
                "10/8",
                "::ffff:10.0.0.0/8"
            })
    void blockThatIsNoneIsRefused(String block) {
        assertThatThrownBy(() -> new Forwarding(List.of(block))).isInstanceOf(IllegalArgumentException.class);
    }
}
