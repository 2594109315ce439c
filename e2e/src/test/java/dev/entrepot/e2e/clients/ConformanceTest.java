package dev.entrepot.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Postgres;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// The conformance programme of the OCI distribution specification: its newest version, logged in, every test.
@Tag("clients")
class ConformanceTest {
    /// Fewer tests would mean that the programme gave up early.
    private static final int TESTS_AT_LEAST = 950;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Test
    void everyTestPasses() {
        passes(launch -> launch, false);
    }

    @Test
    void everyTestPassesWithSparseManifests() {
        passes(launch -> launch.environment("ENTREPOT_CONTENT_ALLOW_SPARSE", "true"), true);
    }

    @Test
    void everyTestPassesOnPostgres() {
        try (var postgres = Postgres.start()) {
            passes(launch -> launch.environment("ENTREPOT_DATABASE_URL", postgres.url()), false);
        }
    }

    private static void passes(UnaryOperator<Launch> settings, boolean sparse) {
        var scratch = Scratch.make();
        var launch = settings.apply(Server.in(scratch.folder().resolve("server")));
        try (var round = Round.start(Access.TOKENS, scratch, launch)) {
            var results = scratch.folder("results");
            var outcome = round.shell()
                    .within(LIMIT)
                    .with("OCI_REGISTRY", round.server().host())
                    .with("OCI_TLS", "disabled")
                    .with("OCI_VERSION", "dev")
                    .with("OCI_USERNAME", round.server().user())
                    .with("OCI_PASSWORD", round.server().password())
                    .with("OCI_DATA_SPARSE", Boolean.toString(sparse))
                    .with("OCI_RESULTS_DIR", results.toString())
                    .attempt("", "conformance");

            var junit = parse(results.resolve("junit.xml"));
            assertThat(notPassed(junit)).isEmpty();
            assertThat(outcome.status()).as(outcome.toString()).isZero();
            var totals = (Element) junit.getElementsByTagName("testsuite").item(0);
            assertThat(Integer.parseInt(totals.getAttribute("tests"))).isGreaterThanOrEqualTo(TESTS_AT_LEAST);
            // The programme leaves out an attribute whose value would be 0, now here, now there.
            for (var count : List.of("failures", "errors", "skipped")) {
                assertThat(totals.getAttribute(count)).as(count).isIn("", "0");
            }
            // Of all that can be tested nothing is left out, but for sparse manifests where they are not admitted.
            assertThat(results.resolve("results.yaml")).content().doesNotContain(": Skip", ": FAIL", ": Error");
            assertThat(outcome.output().lines().filter(line -> line.endsWith("Disabled")))
                    .hasSize(sparse ? 0 : 1);
        }
    }

    /// The name of each test that did not pass, with its explanation.
    private static List<String> notPassed(Document junit) {
        var cases = junit.getElementsByTagName("testcase");
        var found = new ArrayList<String>();
        for (int number = 0; number < cases.getLength(); number++) {
            var test = (Element) cases.item(number);
            if (!test.getAttribute("status").equals("passed")) {
                var why = test.getElementsByTagName("system-out").item(0);
                found.add(test.getAttribute("status") + " " + test.getAttribute("name")
                        + (why == null ? "" : ": " + why.getTextContent()));
            }
        }
        return found;
    }

    private static Document parse(Path file) {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("the programme left no results", e);
        }
    }
}
