package dev.entrepot.policy;

import static dev.entrepot.policy.WaiversFixture.ALICE;
import static dev.entrepot.policy.WaiversFixture.APP;
import static dev.entrepot.policy.WaiversFixture.MODULE;
import static dev.entrepot.policy.WaiversFixture.MODULE_URL;
import static dev.entrepot.policy.WaiversFixture.SSL;
import static dev.entrepot.policy.WaiversFixture.SSL_ALIAS;
import static dev.entrepot.policy.WaiversFixture.SSL_URL;
import static dev.entrepot.policy.WaiversFixture.document;
import static dev.entrepot.policy.WaiversFixture.product;
import static dev.entrepot.policy.WaiversFixture.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.directory.Place;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Which findings VEX statements speak of, which of them win, and whose count.
final class VexTest {
    private static final String EARLY = "2026-01-01T00:00:00Z";
    private static final String LATE = "2026-02-01T00:00:00Z";
    private static final String OPENVEX = "application/vnd.openvex+json";
    private static final String IN_TOTO = "application/vnd.in-toto+json";
    private static final String DSSE = "application/vnd.dsse.envelope.v1+json";

    private static String about(String issue, String product, String status) {
        return document("d-" + product + issue, EARLY, statement(issue, product(product), status));
    }

    @OnBothDatabases
    void notAffectedAndFixedWaiveAndTheOtherWordsAreShown(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            for (String status : List.of("not_affected", "fixed", "affected", "under_investigation")) {
                VexResult result = fixture.vex("team", document("d", EARLY, statement(SSL, product(SSL_URL), status)));

                assertThat(result).isInstanceOf(VexResult.Done.class);
                boolean waives = status.equals("not_affected") || status.equals("fixed");
                assertThat(fixture.judged(image))
                        .containsExactly(SSL + (waives ? " vex " : " - ") + status, MODULE + " -");
            }
        }
    }

    @OnBothDatabases
    void itCountsWhereItWasPutAndNamesWhoDidAndWhy(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            RepositoryName other = new RepositoryName("other/app");
            Digest image = fixture.image("{}", "v1");
            fixture.image(other, "{}", "v1");

            fixture.vex("team/app", about(SSL_ALIAS, SSL_URL, "not_affected"));

            Waiver waiver = fixture.waivers
                    .judge(APP, WaiversFixture.scan(image))
                    .getFirst()
                    .waiver()
                    .orElseThrow();
            assertThat(waiver.author()).isEqualTo("alice");
            assertThat(waiver.reason()).isEqualTo("vulnerable_code_not_present");
            assertThat(fixture.judged(other, image)).containsExactly(SSL + " -", MODULE + " -");
            assertThat(fixture.waivers.documents().after("team", "", 10))
                    .singleElement()
                    .matches(document -> document.id().equals(waiver.id()));
        }
    }

    @OnBothDatabases
    void productsAreMatchedByTypeNameVersionAndQualifiers(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            List<String> fitting = List.of(
                    SSL_URL,
                    "pkg:deb/debian/libssl3",
                    "pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12",
                    "pkg:deb/debian/libssl3?distro=bookworm&upstream=openssl",
                    "pkg:deb/debian/openssl@3.0.11-1?arch=source",
                    "PKG:DEB/Debian/LibSSL3");
            List<String> others = List.of(
                    "pkg:deb/debian/libssl3@3.0.12",
                    "pkg:deb/ubuntu/libssl3@3.0.11-1",
                    "pkg:deb/libssl3",
                    "pkg:apk/debian/libssl3",
                    "pkg:deb/debian/libssl3?arch=arm64",
                    "pkg:deb/debian/libssl3?distro=debian-11",
                    "pkg:deb/debian/libssl3?mood=good",
                    "pkg:deb/debian/libssl3#usr/lib",
                    "pkg:deb/debian/openssl",
                    "pkg:oci/other",
                    "https://example.com/libssl3");

            for (String url : fitting) {
                fixture.vex("team", document("d", EARLY, statement(SSL, product(url), "fixed")));
                assertThat(fixture.judged(image)).as(url).contains(SSL + " vex fixed");
            }
            for (String url : others) {
                fixture.vex("team", document("d", EARLY, statement(SSL, product(url), "fixed")));
                assertThat(fixture.judged(image)).as(url).contains(SSL + " -");
            }
            fixture.vex("team", document("d", EARLY, statement(MODULE, product(MODULE_URL), "fixed")));
            assertThat(fixture.judged(image)).containsExactly(SSL + " -", MODULE + " vex fixed");
        }
    }

    @OnBothDatabases
    void imagesAreMatchedByDigestAnywhereAndElseByTheirPlace(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{\"a\":1}");
            Digest index = fixture.index(List.of(image), "v1", "latest");
            Digest other = fixture.image("{\"b\":1}", "v2");
            String digest = image.toString().replace(":", "%3A");
            List<String> fitting = List.of(
                    "pkg:oci/app@" + digest,
                    "pkg:oci/renamed@" + digest + "?repository_url=elsewhere.example.com/x/renamed&arch=arm64",
                    "pkg:oci/app@" + index.toString().replace(":", "%3A"),
                    "registry.example.com/team/app@" + image,
                    image.toString(),
                    "pkg:oci/app",
                    "pkg:oci/app?repository_url=registry.example.com:5000/team/app",
                    "pkg:oci/app?repository_url=team/app&tag=latest");
            List<String> others = List.of(
                    "pkg:oci/app@" + other.toString().replace(":", "%3A"),
                    "pkg:oci/shop",
                    "pkg:oci/app?repository_url=registry.example.com/other/app",
                    "pkg:oci/app?repository_url=registry.example.com/app",
                    "pkg:oci/app?tag=v2",
                    "pkg:oci/app?arch=amd64",
                    "team/app:v1");

            for (String url : fitting) {
                fixture.vex("team", document("d", EARLY, statement(SSL, product(url), "fixed")));
                assertThat(fixture.judged(image)).as(url).containsExactly(SSL + " vex fixed", MODULE + " -");
            }
            for (String url : others) {
                fixture.vex("team", document("d", EARLY, statement(SSL, product(url), "fixed")));
                assertThat(fixture.judged(image)).as(url).containsExactly(SSL + " -", MODULE + " -");
            }
        }
    }

    @OnBothDatabases
    void partsNarrowAStatementAndWhatTheyAreInMustBeThere(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            String tool = "pkg:golang/example.com/tool";
            fixture.vex(
                    "team",
                    document(
                            "d",
                            EARLY,
                            statement(SSL, product("pkg:oci/app", SSL_URL), "fixed"),
                            statement(MODULE, product("pkg:oci/app", SSL_URL), "fixed")));
            assertThat(fixture.judged(image)).containsExactly(SSL + " vex fixed", MODULE + " -");

            fixture.vex(
                    "team",
                    document(
                            "d",
                            EARLY,
                            statement(SSL, product("pkg:oci/app", "urn:unknown"), "fixed"),
                            statement(MODULE, product(tool, MODULE_URL), "fixed")));
            assertThat(fixture.judged(image)).containsExactly(SSL + " -", MODULE + " vex fixed");

            fixture.vex(
                    "team",
                    document(
                            "d",
                            EARLY,
                            statement(SSL, product("pkg:deb/debian/libssl3", SSL_URL), "fixed"),
                            statement(MODULE, product("pkg:golang/example.com/another", MODULE_URL), "fixed")));
            assertThat(fixture.judged(image)).containsExactly(SSL + " -", MODULE + " -");
        }
    }

    @OnBothDatabases
    void theLaterStatementWinsAndAtTheSameTimeTheOneThatDoesNotWaive(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            fixture.vex("team/app", document("late", LATE, statement(SSL, product(SSL_URL), "affected")));
            fixture.vex("team", document("early", EARLY, statement(SSL, product(SSL_URL), "not_affected")));
            assertThat(fixture.judged(image)).contains(SSL + " - affected");

            fixture.vex("team", document("later", "2026-03-01T00:00:00Z", statement(SSL, product(SSL_URL), "fixed")));
            assertThat(fixture.judged(image)).contains(SSL + " vex fixed");

            fixture.vex(
                    "team",
                    document(
                            "same",
                            "2026-03-01T01:00:00+01:00",
                            statement(SSL_ALIAS, product("pkg:oci/app"), "affected")));
            assertThat(fixture.judged(image)).contains(SSL + " - affected");
        }
    }

    @OnBothDatabases
    void aStatementsOwnTimeGoesBeforeItsDocuments(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            String old = statement(SSL, product(SSL_URL), "fixed")
                    .replaceFirst("\\{", "{\"timestamp\": \"2025-01-01T00:00:00Z\",");

            fixture.vex("team", document("a", LATE, old));
            fixture.vex("team", document("b", EARLY, statement(SSL, product(SSL_URL), "affected")));

            assertThat(fixture.judged(image)).contains(SSL + " - affected");
        }
    }

    @OnBothDatabases
    void anExemptionHoldsWhateverVexSays(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            fixture.vex("team", about(SSL, SSL_URL, "affected"));

            fixture.exempt("team/app", SSL);

            assertThat(fixture.judged(image)).containsExactly(SSL + " exempt affected", MODULE + " -");
        }
    }

    @OnBothDatabases
    void aNewerDocumentOfTheSameIdReplacesAndAnOlderOneIsRefused(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            fixture.vex("team", document("d", EARLY, statement(SSL, product(SSL_URL), "fixed")));

            fixture.vex("team", document("d", LATE, statement(MODULE, product(MODULE_URL), "fixed")));
            VexResult older = fixture.vex("team", document("d", EARLY, statement(SSL, product(SSL_URL), "fixed")));
            VexResult future = fixture.vex(
                    "team", document("e", "2999-01-01T00:00:00Z", statement(SSL, product(SSL_URL), "fixed")));

            assertThat(older).isEqualTo(new VexResult.Older("d", Instant.parse(LATE)));
            assertThat(future).isInstanceOf(VexResult.FromTheFuture.class);
            assertThat(fixture.judged(image)).containsExactly(SSL + " -", MODULE + " vex fixed");
            assertThat(fixture.waivers.documents().after("team", "", 10)).hasSize(1);
        }
    }

    @OnBothDatabases
    void aDocumentIsShownAsItCameAndCountsUntilItIsRemoved(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            String text = about(SSL, SSL_URL, "fixed");
            fixture.vex("team/app", text);
            Place app = Place.of(APP);
            String id =
                    fixture.waivers.documents().after("team", "", 10).getFirst().id();
            long before = fixture.waivers.changes();

            assertThat(fixture.waivers.documents().content(app, id).map(VexTest::utf8))
                    .contains(text);
            assertThat(fixture.waivers.documents().content(Place.parse("team"), id))
                    .isEmpty();
            assertThat(fixture.waivers.documents().remove(Place.parse("team"), id, ALICE))
                    .isFalse();
            assertThat(fixture.waivers.documents().remove(app, id, ALICE)).isTrue();

            assertThat(fixture.judged(image)).containsExactly(SSL + " -", MODULE + " -");
            assertThat(fixture.waivers.changes()).isGreaterThan(before);
        }
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @OnBothDatabases
    void whatIsAttachedIsShownAndCountsOnceItIsAccepted(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{\"a\":1}");
            Digest index = fixture.index(List.of(image), "v1");
            Digest manifest = fixture.attach(
                    index,
                    OPENVEX,
                    "application/vnd.oci.image.layer.v1.tar",
                    about(SSL, "pkg:oci/app", "not_affected"));

            assertThat(fixture.judged(image)).containsExactly(SSL + " - not_affected", MODULE + " -");
            assertThat(attached(fixture, image))
                    .matches(vex -> vex.manifest().equals(manifest.toString())
                            && !vex.accepted()
                            && vex.pushedBy().equals("alice")
                            && vex.statements() == 1);
            VexResult accepted = fixture.waivers.documents().accept(APP, manifest, ALICE);

            assertThat(accepted).isInstanceOf(VexResult.Done.class);
            assertThat(fixture.judged(image)).containsExactly(SSL + " vex not_affected", MODULE + " -");
            assertThat(attached(fixture, index).accepted()).isTrue();
        }
    }

    private static AttachedVex attached(WaiversFixture fixture, Digest image) {
        List<AttachedVex> found =
                fixture.waivers.documents().attached(APP, image).orElseThrow();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @OnBothDatabases
    void whatIsAttachedDoesNotUndoWhatCounts(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            fixture.vex("team", document("mine", EARLY, statement(SSL, product(SSL_URL), "affected")));

            fixture.attach(
                    image, OPENVEX, OPENVEX, document("theirs", LATE, statement(SSL, product(SSL_URL), "fixed")));

            assertThat(fixture.judged(image)).containsExactly(SSL + " - affected", MODULE + " -");
        }
    }

    @OnBothDatabases
    void attestationsOfCosignAreReadBehindItsTagAndAsReferrers(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{\"a\":1}", "v1");
            Digest second = fixture.image("{\"b\":1}", "v2");
            Digest third = fixture.image("{\"c\":1}", "v3");
            Digest behindTag = fixture.tagged(
                    image.toString().replace(':', '-') + ".att", DSSE, envelope(inToto(image, "\"products\": [],")));
            Digest plain = fixture.attach(second, IN_TOTO, IN_TOTO, inToto(second, ""));
            Digest bundle = fixture.attach(
                    third,
                    "application/vnd.dev.sigstore.bundle.v0.3+json",
                    "application/vnd.dev.sigstore.bundle.v0.3+json",
                    "{\"dsseEnvelope\":" + envelope(inToto(third, "")) + "}");
            for (Digest each : List.of(image, second, third)) {
                assertThat(fixture.judged(each)).containsExactly(SSL + " - not_affected", MODULE + " -");
            }

            for (Digest manifest : List.of(behindTag, plain, bundle)) {
                assertThat(fixture.waivers.documents().accept(APP, manifest, ALICE))
                        .isInstanceOf(VexResult.Done.class);
            }

            for (Digest each : List.of(image, second, third)) {
                assertThat(fixture.judged(each)).containsExactly(SSL + " vex not_affected", MODULE + " -");
            }
        }
    }

    /// A statement without products is about the subject of its attestation.
    private static String inToto(Digest subject, String more) {
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://openvex.dev/ns/v0.2.0\","
                + "\"subject\":[{\"name\":\"x\",\"digest\":{\"sha256\":\"" + subject.encoded() + "\"}}],\"predicate\":"
                + document(
                        "att-" + subject,
                        EARLY,
                        "{\"vulnerability\": {\"name\": \"" + SSL + "\"}, " + more
                                + " \"status\": \"not_affected\", \"impact_statement\": \"no\"}")
                + "}";
    }

    private static String envelope(String statement) {
        return "{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\""
                + Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8))
                + "\",\"signatures\":[]}";
    }

    @OnBothDatabases
    void whatHoldsNoVexIsNotAccepted(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            Digest image = fixture.image("{}", "v1");
            Digest broken = fixture.attach(image, OPENVEX, OPENVEX, document("d", EARLY));
            Digest sbom = fixture.attach(
                    image,
                    IN_TOTO,
                    IN_TOTO,
                    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://spdx.dev/Document\","
                            + "\"predicate\":{}}");

            assertThat(refusal(fixture, broken)).contains("statements is no such thing: expected one statement");
            assertThat(refusal(fixture, sbom)).contains("there is no VEX document");
            assertThat(refusal(fixture, image)).contains("is attached to nothing");
            assertThat(refusal(fixture, Digest.of(Digest.Algorithm.SHA256, new byte[1])))
                    .contains("there is no such manifest");
            assertThat(fixture.judged(image)).containsExactly(SSL + " -", MODULE + " -");
            assertThat(attached(fixture, image).problem()).contains("expected one statement");
        }
    }

    private static String refusal(WaiversFixture fixture, Digest manifest) {
        VexResult result = fixture.waivers.documents().accept(APP, manifest, ALICE);
        return result instanceof VexResult.NotThere(String why) ? why : "" + result;
    }

    @OnBothDatabases
    void aNamespaceHoldsSoMuchAndNoMore(TestDatabase test) {
        try (WaiversFixture fixture = new WaiversFixture(test)) {
            String large = "x".repeat(VexJson.MAX_TEXT);
            String[] statements = new String[100];
            Arrays.fill(
                    statements,
                    "{\"vulnerability\": {\"name\": \"" + SSL + "\"}, \"products\": [" + product(SSL_URL)
                            + "], \"status\": \"not_affected\", \"impact_statement\": \"" + large + "\"}");
            for (int i = 0; i < 10; i++) {
                assertThat(fixture.vex("team", document("d" + i, EARLY, statements)))
                        .isInstanceOf(VexResult.Done.class);
            }

            VexResult more = fixture.vex("team", document("one more", EARLY, statements));

            assertThat(more).isEqualTo(new VexResult.TooMuch("16 MiB of VEX documents"));
            assertThat(fixture.waivers.documents().after("team", "", 20)).hasSize(10);
        }
    }
}
