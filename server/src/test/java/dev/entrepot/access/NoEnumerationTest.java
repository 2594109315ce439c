package dev.entrepot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.Database;
import dev.entrepot.http.Response;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody learns from a refused login which names there are.
final class NoEnumerationTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private Database database;

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void refusalsAreTheSameForEveryName() throws Exception {
        database = TestControl.sqlite(folder);
        try (TestControl here = TestControl.start(AccessConfig.DEFAULT, folder, database)) {
            String known = answer(here, "admin:wrong");
            List<String> unknown = List.of("nobody:wrong", "team+robot:wrong", "a b:wrong", "nobody:", ":wrong");

            for (String pair : unknown) {
                assertThat(answer(here, pair)).as(pair).isEqualTo(known);
            }
            assertThat(answer(here, "admin:wrong")).as("remembered").isEqualTo(known);
            assertThat(answer(here, "nobody:wrong")).as("remembered").isEqualTo(known);
        }
    }

    private static String answer(TestControl here, String pair) throws Exception {
        Response response = here.control()
                .tokenRoutes()
                .handle(TestRequest.get()
                        .header("Authorization", TestRequest.basic(pair))
                        .request());
        return response.status() + " " + response.headers() + " " + TokenRoutesTest.text(response);
    }
}
