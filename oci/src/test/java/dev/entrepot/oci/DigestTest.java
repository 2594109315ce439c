package dev.entrepot.oci;

import static dev.entrepot.oci.Malformed.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.oci.Digest.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String EMPTY_SHA256 =
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void digestOfNothingIsTheKnownOne() {
        assertThat(Digest.of(Algorithm.SHA256, new byte[0])).hasToString(EMPTY_SHA256);
    }

    @Test
    void sha512OfAbcIsTheKnownOne() {
        Digest digest = Digest.of(Algorithm.SHA512, "abc".getBytes(StandardCharsets.UTF_8));

        assertThat(digest)
                .hasToString("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    }

    @Test
    void finishStartsTheHashAnew() {
        MessageDigest hash = Algorithm.SHA256.newHash();
        hash.update((byte) 1);
        Digest.finish(Algorithm.SHA256, hash);

        assertThat(Digest.finish(Algorithm.SHA256, hash)).hasToString(EMPTY_SHA256);
    }

    @Test
    void fallbackTagHasADashForTheColon() {
        assertThat(Digest.parse(EMPTY_SHA256).fallbackTag()).isEqualTo(EMPTY_SHA256.replace(':', '-'));
    }

    @Test
    void fallbackTagOfSha512IsCutAt64Digits() {
        Digest digest = Digest.of(Algorithm.SHA512, new byte[0]);

        assertThat(digest.fallbackTag()).isEqualTo("sha512-" + digest.encoded().substring(0, 64));
    }

    @ParameterizedTest
    @EnumSource
    void fallbackTagIsATag(Algorithm algorithm) {
        assertThat(Tag.parse(Digest.of(algorithm, new byte[0]).fallbackTag())).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void algorithmIsReadBackFromItsId(Algorithm algorithm) {
        assertThat(Algorithm.parse(algorithm.id())).isEqualTo(algorithm);
        assertThat(algorithm.newHash().getDigestLength() * 2).isEqualTo(algorithm.hexLength());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "sha256",
                "sha256:",
                ":e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:baddigeststring",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                " sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
                "sha256:sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555",
                "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
                "sha256+b64:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564"
            })
    void textThatIsNoDigestIsRefused(String text) {
        refused(ErrorCode.DIGEST_INVALID, () -> Digest.parse(text));
    }

    @Test
    void unsupportedAlgorithmIsToldWhatIsSupported() {
        MalformedException refusal = refused(ErrorCode.DIGEST_INVALID, () -> Algorithm.parse("md5"));

        assertThat(refusal).hasMessageContaining("\"md5\"").hasMessageContaining("sha256 or sha512");
        assertThat(refusal.detail()).isEqualTo("md5");
    }

    @Test
    void hugeTextIsNotRepeatedWhole() {
        MalformedException refusal =
                refused(ErrorCode.DIGEST_INVALID, () -> Digest.parse("sha256:" + "\u001b".repeat(100_000)));

        assertThat(refusal).hasMessageContaining("100007 characters");
    }
}
