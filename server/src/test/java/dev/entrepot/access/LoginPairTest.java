package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class LoginPairTest {
    private final KeyedHash keyed = new KeyedHash(new SecureRandom());

    @Test
    void sourceIsAnAddressOrAnIpv6Network() {
        assertThat(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2"));
        assertThat(source("2001:db8:0:1::1")).isEqualTo(source("2001:db8:0:1:ffff::2"));
        assertThat(source("2001:db8:0:1::1")).isNotEqualTo(source("2001:db8:0:2::1"));
        assertThat(source("not:an:address")).isEqualTo("not:an:address");
    }

    @Test
    void accountIsAHashThatOnlyThisProcessMakes() {
        LoginPair ann = LoginPair.of(keyed, "ann", "192.0.2.1");

        assertThat(LoginPair.of(keyed, "ann", "192.0.2.1")).isEqualTo(ann);
        assertThat(LoginPair.of(keyed, "bob", "192.0.2.1")).isNotEqualTo(ann);
        assertThat(LoginPair.of(new KeyedHash(new SecureRandom()), "ann", "192.0.2.1"))
                .isNotEqualTo(ann);
        assertThat(ann.toString()).doesNotContain("ann,").doesNotContain("=ann");
    }

    @Test
    void partsOfAHashDoNotRunTogether() {
        assertThat(keyed.hash("p", bytes("1a"), bytes("b"))).isNotEqualTo(keyed.hash("p", bytes("1"), bytes("ab")));
        assertThat(keyed.hash("p", bytes("1"))).isNotEqualTo(keyed.hash("q", bytes("1")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private String source(String address) {
        return LoginPair.of(keyed, "ann", address).source();
    }
}
