package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.hostile.HostileCase;
import dev.entrepot.e2e.hostile.HostileCases;
import dev.entrepot.e2e.hostile.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is sent, the server refuses it as the documents say, goes on, and changes nothing.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
    private static final int LEAST_CASES = 600;

    private final Server server;
    private final Target target;
    private final List<String> before;

    HostileInputTest(@TempDir Path folder) {
        server = Server.in(folder).start();
        target = new Target(URI.create(server.url()).getPort(), server.basic());
        target.fill();
        before = target.state();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> hostileRequestIsRefusedAndChangesNothing() {
        Stream<DynamicTest> requests = HostileCases.all().stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    each.run(target);
                    assertThat(target.state()).isEqualTo(before);
                }));
        return Stream.concat(requests, Stream.of(DynamicTest.dynamicTest("the log tells of no server error", () -> {
            assertThat(server.alive()).isTrue();
            assertThat(server.serverErrors()).isEmpty();
        })));
    }

    @Test
    void thereAreEnoughCasesAndEachHasItsOwnName() {
        List<String> names = HostileCases.all().stream().map(HostileCase::name).toList();

        assertThat(names).hasSizeGreaterThanOrEqualTo(LEAST_CASES).doesNotHaveDuplicates();
    }
}
