package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretKeyTest {
    private static final byte[] SECRET = "the secret".getBytes(StandardCharsets.UTF_8);
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    @Test
    void keyFileIsTheOwnersAloneAndOpensWhatItsKeySealed() throws IOException {
        PrivateFile file = new PrivateFile(folder.resolve("secret-key"));
        assertThat(SecretKey.read(file, random)).isEmpty();

        byte[] sealed = SecretKey.make(file, random).seal("purpose", SECRET);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(SecretKey.read(file, random).orElseThrow().open("purpose", sealed))
                .isEqualTo(SECRET);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void sealedSecretIsDifferentEachTimeAndOpensForItsPurposeAndKeyOnly() {
        SecretKey key = new SecretKey(new byte[32], random);
        byte[] sealed = key.seal("purpose", SECRET);
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;

        assertThat(sealed).isNotEqualTo(key.seal("purpose", SECRET));
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThatThrownBy(() -> key.open("other purpose", sealed)).isInstanceOf(UnusableSecretKeyException.class);
        assertThatThrownBy(() -> new SecretKey(otherKey, random).open("purpose", sealed))
                .isInstanceOf(UnusableSecretKeyException.class)
                .hasMessageContaining("put back the file");
    }

    @Test
    void everyChangedByteIsNoticed() {
        SecretKey key = new SecretKey(new byte[32], random);
        byte[] sealed = key.seal("purpose", SECRET);

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> key.open("purpose", changed)).isInstanceOf(UnusableSecretKeyException.class);
        }
        assertThatThrownBy(() -> key.open("purpose", new byte[0])).isInstanceOf(UnusableSecretKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64!", "c2hvcnQ="})
    void fileWithoutAKeyIsRefused(String content) throws IOException {
        Path path = Files.writeString(folder.resolve("secret-key"), content);

        assertThatThrownBy(() -> SecretKey.read(new PrivateFile(path), random))
                .isInstanceOf(UnusableSecretKeyException.class);
    }
}
