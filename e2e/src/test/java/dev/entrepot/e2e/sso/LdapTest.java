package dev.entrepot.e2e.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Passwords of a directory, as docker sends them.
@Tag("sso")
class LdapTest {
    private static final Scratch SCRATCH = Scratch.make();
    private static Slapd slapd;
    private static Server server;

    @BeforeAll
    static void start() {
        slapd = Slapd.start(SCRATCH);
        server = configured("server", slapd.tlsUrl())
                .environment("ENTREPOT_FEDERATION_LDAP_CORP_CA_FILE", slapd.ca().toString())
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
        slapd.close();
        SCRATCH.close();
    }

    private static Launch configured(String name, String url) {
        var prefix = "ENTREPOT_FEDERATION_LDAP_CORP_";
        return Server.in(SCRATCH.folder().resolve(name))
                .environment(prefix + "URL", url)
                .environment(prefix + "BIND_DN", "cn=admin,dc=example,dc=org")
                .environment(prefix + "BIND_PASSWORD", "service-password")
                .environment(prefix + "USER_BASE", "ou=people,dc=example,dc=org")
                .environment(prefix + "GROUP_BASE", "dc=example,dc=org");
    }

    private static int logIn(Server at, String user, String password) {
        var pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(URI.create(at.url() + "/auth/token?service=" + at.host()))
                .header("Authorization", "Basic " + pair)
                .build();
        return at.send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void passwordOfTheDirectoryLogsIn() {
        assertThat(logIn(server, "alice", "alice-password")).isEqualTo(200);
        assertThat(logIn(server, "bob", "bob-password")).isEqualTo(200);
    }

    @Test
    void wrongPasswordsAndNamesAreRefused() {
        assertThat(logIn(server, "alice", "bob-password")).isEqualTo(401);
        assertThat(logIn(server, "alice", "")).isEqualTo(401);
        assertThat(logIn(server, "carol", "carol-password")).isEqualTo(401);
    }

    @Test
    void namesThatAreFiltersAreRefused() {
        for (String name : new String[] {"*", "alic*", "*)(uid=*", "alice)(objectClass=*", "al\\69ce"}) {
            assertThat(logIn(server, name, "alice-password")).as(name).isEqualTo(401);
        }
    }

    @Test
    void adminOfTheDirectoryIsNotTheAdminHere() {
        assertThat(logIn(server, "admin", "admin-password")).isEqualTo(401);
    }

    @Test
    void connectionIsEncryptedByStartTls() {
        var launch = configured("start-tls", slapd.plainUrl())
                .environment("ENTREPOT_FEDERATION_LDAP_CORP_START_TLS", "true")
                .environment("ENTREPOT_FEDERATION_LDAP_CORP_CA_FILE", slapd.ca().toString());
        try (var encrypted = launch.start()) {
            assertThat(logIn(encrypted, "alice", "alice-password")).isEqualTo(200);
        }
    }

    @Test
    void certificateOfAnotherAuthorityIsNotBelieved() {
        for (String url : new String[] {slapd.tlsUrl(), slapd.plainUrl()}) {
            var launch = configured("other-" + url.substring(0, url.indexOf(':')), url)
                    .environment("ENTREPOT_FEDERATION_LDAP_CORP_START_TLS", String.valueOf(url.startsWith("ldap:")))
                    .environment(
                            "ENTREPOT_FEDERATION_LDAP_CORP_CA_FILE",
                            slapd.otherCa().toString());
            try (var doubtful = launch.start()) {
                assertThat(logIn(doubtful, "alice", "alice-password")).isNotEqualTo(200);
            }
        }
    }

    @Test
    void directoryThatIsDownKeepsNobodyElseOut() {
        var other = Slapd.start(new Scratch(SCRATCH.folder("second")));
        var launch = configured("down", other.tlsUrl())
                .environment("ENTREPOT_FEDERATION_LDAP_CORP_CA_FILE", other.ca().toString());
        try (var alone = launch.start()) {
            assertThat(logIn(alone, "alice", "alice-password")).isEqualTo(200);
            other.stop();
            assertThat(logIn(alone, "bob", "bob-password")).isNotEqualTo(200);
            assertThat(logIn(alone, "admin", alone.password())).isEqualTo(200);
            other.startAgain();
            assertThat(logIn(alone, "bob", "bob-password")).isEqualTo(200);
        } finally {
            other.close();
        }
    }
}
