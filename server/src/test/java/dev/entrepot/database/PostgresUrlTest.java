package dev.entrepot.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    @Test
    void userAndPasswordAreDecodedAndKeptOutOfWhatIsPrinted() {
        PostgresUrl url = PostgresUrl.parse("postgresql://the%40user:p%3Ass%2Fw+rd@db.example:6543/registry");

        assertThat(url.user()).isEqualTo("the@user");
        assertThat(url.password()).isEqualTo("p:ss/w+rd");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/registry");
        assertThat(url.toString()).doesNotContain("p:ss").doesNotContain("w+rd");
    }

    @Test
    void thePortMayBeLeftOutAndOptionsArePassedOn() {
        PostgresUrl url = PostgresUrl.parse("postgresql://u:p@[::1]/registry?sslmode=verify-full");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5432/registry?sslmode=verify-full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "registry",
                "jdbc:postgresql://u:secret@h/db",
                "mysql://u:secret@h/db",
                "postgresql://h/db",
                "postgresql://u:secret@h",
                "postgresql://u:secret@h/",
                "postgresql://u:sec ret@h/db",
                "postgresql:///db"
            })
    void otherFormsAreRefusedWithoutRepeatingTheSecret(String text) {
        assertThatThrownBy(() -> PostgresUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://USER:PASSWORD@HOST:PORT/DB")
                .hasMessageNotContaining("sec");
    }
}
