package dev.entrepot.e2e.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Engines;
import dev.entrepot.e2e.Shell;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What real clients show of gates.
@Tag("scan")
class BlockedPullTest {
    private static final String POLICY = "no-old-openssl";

    /// A client that pulls images, with its engine where it has one.
    enum Client {
        DOCKER {
            @Override
            void use(Vulnerable there, Use use) {
                var shell = there.shell().with("DOCKER_HOST", Engines.dockerHost(there.scratch()));
                try (var engine = Engines.docker(there.scratch(), shell)) {
                    assertThat(engine.alive()).isTrue();
                    there.login(shell, "docker", "login");
                    use.with(image -> shell.attempt("", "docker", "pull", image));
                }
            }
        },
        PODMAN {
            @Override
            void use(Vulnerable there, Use use) {
                use.with(image -> there.shell().attempt("", "podman", "pull", image));
            }
        },
        CONTAINERD {
            @Override
            void use(Vulnerable there, Use use) {
                try (var containerd = Engines.containerd(there.scratch(), there.shell())) {
                    assertThat(containerd.alive()).isTrue();
                    var words = List.of(
                            "ctr",
                            "-a",
                            Engines.containerdSocket(there.scratch()).toString(),
                            "images",
                            "pull",
                            "--plain-http",
                            "--user",
                            there.server().user() + ":" + there.server().password());
                    use.with(image -> there.shell()
                            .attempt(
                                    "",
                                    Stream.concat(words.stream(), Stream.of(image))
                                            .toArray(String[]::new)));
                }
            }
        };

        abstract void use(Vulnerable there, Use use);
    }

    interface Pull {
        Shell.Outcome of(String image);
    }

    interface Use {
        void with(Pull pull);
    }

    @ParameterizedTest
    @EnumSource
    void refusedPullSaysWhyAndAnExemptionOpensIt(Client client) {
        try (var there = Vulnerable.start()) {
            there.policy(POLICY, "deny");

            client.use(there, pull -> {
                var refused = pull.of(there.image("1"));
                there.cli()
                        .run(
                                "exemption-add",
                                "--scope",
                                Vulnerable.REPOSITORY,
                                "--issue-id",
                                Vulnerable.CVE,
                                "--reason",
                                "no TLS is spoken in there");
                var exempted = pull.of(there.image("1"));

                assertThat(refused.status()).as(refused.toString()).isNotZero();
                assertThat(refused.errors() + refused.output())
                        .contains(POLICY)
                        .contains(Vulnerable.CVE)
                        .contains(Vulnerable.FIXED)
                        .contains("exemption-add");
                assertThat(exempted.status()).as(exempted.toString()).isZero();
            });
            assertThat(there.server().serverErrors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void statementOfOneWhoMayExemptOpensIt(Client client) {
        try (var there = Vulnerable.start()) {
            there.policy(POLICY, "deny");
            var vex = there.scratch().file("vex.json", """
                    {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/1", "author": "Ann",
                     "timestamp": "2026-01-01T00:00:00Z", "version": 1, "statements": [{
                       "vulnerability": {"name": "%s"},
                       "products": [{"@id": "pkg:apk/alpine/libcrypto1.1"}, {"@id": "pkg:apk/alpine/libssl1.1"},
                                    {"@id": "pkg:apk/alpine/openssl"}],
                       "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"}]}
                    """.formatted(Vulnerable.CVE));

            client.use(there, pull -> {
                var refused = pull.of(there.image("1"));
                there.cli().run("vex-add", vex.toString(), "--on", Vulnerable.REPOSITORY);
                var stated = pull.of(there.image("1"));

                assertThat(refused.status()).as(refused.toString()).isNotZero();
                assertThat(stated.status()).as(stated.toString()).isZero();
            });
            assertThat(there.server().serverErrors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatRunsGoesOnDuringGraceAndWhatIsNewDoesNot(Client client) {
        try (var there = Vulnerable.start()) {
            client.use(there, pull -> {
                var before = pull.of(there.image("1"));
                there.push("2", "two");
                there.policy(POLICY, "grace");
                var again = pull.of(there.image("1"));
                var other = pull.of(there.image("2"));

                assertThat(before.status()).as(before.toString()).isZero();
                assertThat(again.status()).as(again.toString()).isZero();
                assertThat(other.status()).as(other.toString()).isNotZero();
                assertThat(other.errors() + other.output()).contains(POLICY);
            });
            assertThat(there.server().serverErrors()).isEmpty();
        }
    }

    @Test
    void warningsAreShownByCraneAndOras() {
        try (var there = Vulnerable.start()) {
            there.policy(POLICY, "warn");
            there.login("oras", "login", "--plain-http");

            var crane = there.shell().attempt("", "crane", "manifest", there.image("1"));
            var oras = there.shell().attempt("", "oras", "manifest", "fetch", "--plain-http", there.image("1"));

            assertThat(crane.status()).as(crane.toString()).isZero();
            assertThat(crane.errors()).contains(POLICY).contains(Vulnerable.CVE);
            assertThat(oras.status()).as(oras.toString()).isZero();
            assertThat(oras.errors()).contains(POLICY).contains(Vulnerable.CVE);
            assertThat(there.server().serverErrors()).isEmpty();
        }
    }
}
