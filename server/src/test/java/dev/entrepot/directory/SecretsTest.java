package dev.entrepot.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

final class SecretsTest {
    private final Secrets secrets = new Secrets(new SecureRandom());

    @Property
    void whatIsMadeIsRecognised(@ForAll Secrets.Kind kind) {
        String secret = secrets.generate(kind);

        assertThat(secret).startsWith(kind.prefix()).hasSize(59).matches("[a-z]+_[a-z]+_[0-9A-Za-z]{46}");
        assertThat(Secrets.kind(secret)).contains(kind);
    }

    @Property
    void oneWrongCharacterIsNoticed(
            @ForAll Secrets.Kind kind,
            @ForAll @IntRange(max = 58) int place,
            @ForAll @AlphaChars @NumericChars char c) {
        StringBuilder text = new StringBuilder(secrets.generate(kind));
        boolean same = text.charAt(place) == c;
        text.setCharAt(place, c);

        assertThat(Secrets.kind(text.toString()).isPresent()).isEqualTo(same);
    }

    @Property
    void otherTextsAreNoSecrets(@ForAll String text, @ForAll Secrets.Kind kind) {
        assertThat(Secrets.kind(text)).isEmpty();
        assertThat(Secrets.kind(kind.prefix() + text)).isEmpty();
        assertThat(Secrets.kind(secrets.generate(kind) + text).isPresent()).isEqualTo(text.isEmpty());
    }

    @Property
    void secretsOfOneKindAreNoneOfTheOther(@ForAll @AlphaChars @StringLength(40) String random) {
        String robot = secrets.generate(Secrets.Kind.ROBOT);

        assertThat(Secrets.kind(robot.replace("_rob_", "_pat_"))).isEmpty();
        assertThat(Secrets.kind(Secrets.Kind.ROBOT.prefix() + random)).isEmpty();
    }

    @Example
    void formAndHashNeverChange() {
        String known = "entrepot_pat_0123456789abcdefghijABCDEFGHIJ0123456789";

        assertThat(Secrets.kind(known + "000000")).isEmpty();
        assertThat(Secrets.kind(known + "1x3xDh")).contains(Secrets.Kind.PERSONAL_TOKEN);
        assertThat(Secrets.hash("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
