package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Argon2idTest {
    /// A hash that the reference implementation's own tests contain.
    private static final String OF_THE_REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    @Test
    void hashOfTheReferenceImplementationIsUnderstood() {
        assertThat(Argon2id.parse(OF_THE_REFERENCE).matches("password")).isTrue();
        assertThat(Argon2id.parse(OF_THE_REFERENCE).matches("Password")).isFalse();
    }

    @Test
    void newHashHasTheAgreedCostAndASaltOfItsOwn() {
        Argon2id one = Argon2id.of("sesame", new SecureRandom());
        Argon2id other = Argon2id.of("sesame", new SecureRandom());

        assertThat(one.phc()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(one.phc()).isNotEqualTo(other.phc());
        assertThat(Argon2id.parse(one.phc()).matches("sesame")).isTrue();
        assertThat(one.matches("sesam")).isFalse();
        assertThat(one.toString()).isEqualTo("***");
    }

    @Test
    void hashOfNoPasswordCostsTheSame() {
        String[] dummy = Argon2id.ofNoPassword(new SecureRandom()).phc().split("\\$", -1);
        String[] real = Argon2id.of("sesame", new SecureRandom()).phc().split("\\$", -1);

        assertThat(dummy[3]).isEqualTo(real[3]);
        assertThat(dummy[4]).hasSameSizeAs(real[4]);
        assertThat(dummy[5]).hasSameSizeAs(real[5]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sesame",
                "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=17,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            })
    void whatIsNoSuchHashIsRefusedUnprinted(String text) {
        assertThatThrownBy(() -> Argon2id.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("CTFhFdXPJO1");
    }
}
