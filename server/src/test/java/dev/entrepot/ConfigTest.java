package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.access.AccessConfig;
import dev.entrepot.access.Secret;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.database.DatabaseConfig;
import dev.entrepot.federation.FederationConfig;
import dev.entrepot.federation.LdapConfig;
import dev.entrepot.federation.OidcConfig;
import dev.entrepot.http.HttpConfig;
import dev.entrepot.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigTest {
    @TempDir
    private Path folder;

    @Test
    void withoutSettingsTheDefaultsOfTheSectionsHold() {
        Config config = Config.defaults();

        assertThat(config.http()).isEqualTo(HttpConfig.DEFAULT);
        assertThat(config.database()).isEqualTo(DatabaseConfig.DEFAULT);
        assertThat(config.storage()).isEqualTo(StorageConfig.DEFAULT);
        assertThat(config.access()).isEqualTo(AccessConfig.DEFAULT);
        assertThat(config.content()).isEqualTo(ContentConfig.DEFAULT);
        assertThat(config.federation()).isEqualTo(FederationConfig.DEFAULT);
        assertThat(config.adminPassword()).isEmpty();
    }

    @Test
    void sectionsAndListsStandInTheFile() throws IOException {
        Config config = fromFile("""
                external-url: https://registry.example.org
                http:
                  listen: "[::1]:8443"
                  trusted-proxies: [10.0.0.0/8, 192.168.0.0/16]
                  max-header-size: 16KiB
                upload.ttl: 30d
                """);

        assertThat(config.http().listenHost()).isEqualTo("::1");
        assertThat(config.http().listenPort()).isEqualTo(8443);
        assertThat(config.http().externalUrl()).hasToString("Optional[https://registry.example.org]");
        assertThat(config.http().trustedProxies()).containsExactly("10.0.0.0/8", "192.168.0.0/16");
        assertThat(config.http().maxHeaderBytes()).isEqualTo(16 * 1024);
        assertThat(config.content().uploadTtl()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void fixedVariablesOfTheEnvironmentAreRead() {
        Config config = fromEnvironment(Map.of(
                "ENTREPOT_DATABASE_URL", "postgresql://me:p${a}$b@db:5432/x",
                "ENTREPOT_GARBAGE_LEASE", "2s",
                "ENTREPOT_GARBAGE_DELAY", "500ms",
                "ENTREPOT_UPLOAD_TTL", "15m",
                "ENTREPOT_EXTERNAL_URL", "http://here:1",
                "ENTREPOT_HTTP_TRUSTED_PROXIES", "10.0.0.0/8, 11.0.0.0/8",
                "ENTREPOT_ADMIN_PASSWORD", "a ${b} c"));

        assertThat(config.database().url()).contains("postgresql://me:p${a}$b@db:5432/x");
        assertThat(config.content().garbageLease()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.content().garbageDelay()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.content().uploadTtl()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.http().externalUrl()).hasToString("Optional[http://here:1]");
        assertThat(config.http().trustedProxies()).containsExactly("10.0.0.0/8", "11.0.0.0/8");
        assertThat(config.adminPassword()).contains(new Secret("a ${b} c"));
        assertThat(config.adminPassword()).hasToString("Optional[***]");
    }

    @Test
    void commandLineWinsOverPropertiesOverEnvironmentOverFile() throws IOException {
        Path file = file("http: {listen: 'file:1', idle-timeout: 1s, body-grace: 1s}\nupload: {ttl: 1s}\n");

        Config config = Config.load(
                Map.of("http.listen", "line:4"),
                Map.of("entrepot.http.listen", "property:3", "entrepot.http.idle-timeout", "3s", "user.dir", "x"),
                Map.of(
                        "ENTREPOT_HTTP_LISTEN", "environment:2",
                        "ENTREPOT_HTTP_IDLE_TIMEOUT", "2s",
                        "ENTREPOT_HTTP_BODY_GRACE", "2s"),
                Optional.of(file));

        assertThat(config.http().listenHost()).isEqualTo("line");
        assertThat(config.http().idleTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.http().bodyGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.content().uploadTtl()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void fileInTheDataFolderIsFound() throws IOException {
        file("http.listen: 127.0.0.1:7\n");

        Config config = Config.load(Map.of("data", folder.toString()), Map.of(), Map.of(), Optional.empty());

        assertThat(config.http().listenPort()).isEqualTo(7);
    }

    @Test
    void fileInTheDataFolderCannotNameAnotherDataFolder() throws IOException {
        file("data: /elsewhere\n");

        assertThatThrownBy(() -> Config.load(Map.of("data", folder.toString()), Map.of(), Map.of(), Optional.empty()))
                .hasMessageContaining("data: cannot stand in a file that was found in the data folder");
    }

    @Test
    void unknownKeyOfTheFileStopsTheStartAndNamesTheNearest() {
        assertThatThrownBy(() -> fromFile("http: {tls-crt: a}\nlisten: b\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.tls-crt: there is no such setting; write http.tls-cert (path)")
                .hasMessageContaining("listen: there is no such setting; write http.listen (HOST:PORT)");
    }

    @Test
    void unknownVariableOfTheEnvironmentDoesNotStopTheStart() {
        assertThat(fromEnvironment(Map.of("ENTREPOT_SERVICE_HOST", "10.0.0.1", "ENTREPOT_PORT", "tcp://10.0.0.1:80")))
                .isEqualTo(Config.defaults());
    }

    @Test
    void badValuesSayKeyValueOriginAndWhatWasExpected() {
        assertThatThrownBy(() -> fromEnvironment(Map.of(
                        "ENTREPOT_HTTP_LISTEN", "::1:5000",
                        "ENTREPOT_UPLOAD_TTL", "5",
                        "ENTREPOT_HTTP_MAX_CONNECTIONS", "0",
                        "ENTREPOT_CONTENT_ALLOW_SPARSE", "yes",
                        "ENTREPOT_EXTERNAL_URL", "registry.example.org")))
                .hasMessageContaining("http.listen: \"::1:5000\" is not HOST:PORT")
                .hasMessageContaining(
                        "upload.ttl: \"5\" is not a duration such as 2s, 15m, 24h or 30d (from the environment)")
                .hasMessageContaining("http.max-connections: \"0\" is not a whole number from 1 to 1000000")
                .hasMessageContaining("content.allow-sparse: \"yes\" is not true or false")
                .hasMessageContaining("external-url: \"registry.example.org\" is not a URL");
    }

    @Test
    void providersAreReadUnderTheirNamesFromFileAndEnvironment() throws IOException {
        Path file = file("""
                federation:
                  confirm-within: 1h
                  ci-issuers: [https://token.actions.githubusercontent.com, "https://gitlab.example.org"]
                  oidc:
                    keycloak:
                      issuer: https://sso.example.org/realms/main
                      client-id: registry
                  ldap.corp:
                    url: ldaps://ldap.example.org
                    user-base: dc=example,dc=org
                """);

        Config config = Config.load(
                Map.of(),
                Map.of(),
                Map.of(
                        "ENTREPOT_FEDERATION_OIDC_KEYCLOAK_CLIENT_SECRET", "s",
                        "ENTREPOT_FEDERATION_OIDC_MY_OTHER_ISSUER", "https://other.example.org",
                        "ENTREPOT_FEDERATION_OIDC_MY_OTHER_CLIENT_ID", "r"),
                Optional.of(file));

        assertThat(config.federation().oidc()).extracting(OidcConfig::name).containsExactly("keycloak", "my-other");
        assertThat(config.federation().oidc().getFirst().clientSecret()).contains(new Secret("s"));
        assertThat(config.federation().ldap()).extracting(LdapConfig::name).containsExactly("corp");
        assertThat(config.federation().ldap().getFirst().server().port()).isEqualTo(636);
        assertThat(config.federation().confirmWithin()).isEqualTo(Duration.ofHours(1));
        assertThat(config.federation().ci().issuers())
                .containsExactly("https://token.actions.githubusercontent.com", "https://gitlab.example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "http://ci.example.org, is not encrypted",
        "https://ci.example.org?a=b, is not a URL",
        "https://me@ci.example.org, is not a URL",
        "ldaps://ci.example.org, is not a URL",
        "ci.example.org, is not a URL",
        "https://ci example, is not a URL"
    })
    void issuersOfCiSystemsAreEncryptedUrls(String issuer, String said) {
        assertThatThrownBy(() -> fromEnvironment(Map.of("ENTREPOT_FEDERATION_CI_ISSUERS", issuer)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("federation.ci-issuers: ")
                .hasMessageContaining(said);
    }

    @Test
    void providerThatCannotWorkStopsTheStartAndSaysWhy() {
        assertThatThrownBy(() -> fromFile("""
                        federation:
                          oidc:
                            local: {issuer: 'https://a.example.org', client-id: x}
                            Corp: {issuer: 'https://a.example.org', client-id: x}
                            plain: {issuer: 'http://sso.example.org', client-id: x}
                            half: {isuer: 'https://a.example.org', client-id: x}
                          ldap:
                            far: {url: 'ldap://ldap.example.org', user-base: 'dc=x'}
                            both: {url: 'ldaps://ldap.example.org', user-base: 'dc=x', start-tls: true}
                            nobody: {url: 'ldap://127.0.0.1:389', user-base: 'dc=x', bind-dn: 'cn=x'}
                            none: {url: 'http://ldap.example.org', user-base: 'dc=x'}
                        """))
                .hasMessageContaining("the name local means the accounts of this registry")
                .hasMessageContaining("federation.oidc.Corp: a name here has lower-case letters")
                .hasMessageContaining("federation.oidc.plain.issuer: http://sso.example.org is not encrypted")
                .hasMessageContaining("federation.oidc.half.issuer: is missing")
                .hasMessageContaining(
                        "federation.oidc.half.isuer: there is no such setting; write federation.oidc.half.issuer")
                .hasMessageContaining("federation.ldap.far.url: ldap://ldap.example.org is not encrypted")
                .hasMessageContaining("federation.ldap.both.start-tls: is for ldap://")
                .hasMessageContaining("federation.ldap.nobody.bind-password: is missing")
                .hasMessageContaining("federation.ldap.none.url: \"http://ldap.example.org\" is not a URL");
    }

    @Test
    void secretComesFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "from a file\n");

        assertThat(fromEnvironment(Map.of("ENTREPOT_ADMIN_PASSWORD_FILE", file.toString()))
                        .adminPassword())
                .contains(new Secret("from a file"));
    }

    @Test
    void secretThatCannotBeReadOrIsGivenTwiceStopsTheStartUnprinted() {
        assertThatThrownBy(() -> fromEnvironment(
                        Map.of("ENTREPOT_ADMIN_PASSWORD", "sesame", "ENTREPOT_ADMIN_PASSWORD_FILE", "/nowhere")))
                .hasMessageContaining("admin.password and admin.password-file are both given")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> fromEnvironment(Map.of("ENTREPOT_ADMIN_PASSWORD_FILE", "/nowhere/at/all")))
                .hasMessageContaining("admin.password-file: cannot read /nowhere/at/all");
    }

    @Test
    void openStartsOnLoopbackOnlyUnlessAnyIsSaid() {
        assertThat(open("127.0.0.1:5000", "true").access().open()).isTrue();
        assertThat(open("[::1]:5000", "true").access().open()).isTrue();
        assertThat(open("0.0.0.0:5000", "any").access().open()).isTrue();
        assertThatThrownBy(() -> open("0.0.0.0:5000", "true")).hasMessageContaining("say --open=any");
    }

    @Test
    void fileThatIsNotYamlIsNamed() {
        assertThatThrownBy(() -> fromFile("http: [\n")).hasMessageContaining("entrepot.yaml is not sound YAML");
    }

    private static Config open(String listen, String open) {
        return Config.load(Map.of("http.listen", listen, "access.open", open), Map.of(), Map.of(), Optional.empty());
    }

    private Config fromFile(String yaml) throws IOException {
        return Config.load(Map.of(), Map.of(), Map.of(), Optional.of(file(yaml)));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("entrepot.yaml"), yaml);
    }

    private static Config fromEnvironment(Map<String, String> environment) {
        return Config.load(Map.of(), Map.of(), environment, Optional.empty());
    }
}
