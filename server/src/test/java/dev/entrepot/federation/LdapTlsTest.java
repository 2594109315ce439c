package dev.entrepot.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import dev.entrepot.access.PasswordProvider;
import dev.entrepot.access.Secret;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is believed to be the directory.
final class LdapTlsTest {
    private static final String BASE = "dc=example,dc=org";
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void certificateForTheHostIsTaken() throws Exception {
        KeyStore here = certificate("here", "ip:127.0.0.1");

        assertThat(checkedBy(here, here, true)).isInstanceOf(PasswordProvider.Confirmed.class);
        assertThat(checkedBy(here, here, false)).isInstanceOf(PasswordProvider.Confirmed.class);
    }

    @Test
    void certificateForAnotherHostIsNotTakenThoughItsIssuerIsTrusted() throws Exception {
        KeyStore elsewhere = certificate("elsewhere", "ip:10.9.9.9,dns:elsewhere.example.org");

        assertThat(checkedBy(elsewhere, elsewhere, true)).isInstanceOf(PasswordProvider.Unavailable.class);
        assertThat(checkedBy(elsewhere, elsewhere, false)).isInstanceOf(PasswordProvider.Unavailable.class);
    }

    @Test
    void certificateThatNobodyTrustsIsNotTaken() throws Exception {
        KeyStore here = certificate("here", "ip:127.0.0.1");
        KeyStore other = certificate("other", "ip:127.0.0.1");

        assertThat(checkedBy(here, other, true)).isInstanceOf(PasswordProvider.Unavailable.class);
        assertThat(checkedBy(here, other, false)).isInstanceOf(PasswordProvider.Unavailable.class);
    }

    /// @param ldaps else by StartTLS
    private PasswordProvider.Result checkedBy(KeyStore server, KeyStore trusted, boolean ldaps) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(server, STORE_PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        var config = new InMemoryDirectoryServerConfig(BASE);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(
                ldaps
                        ? InMemoryListenerConfig.createLDAPSConfig(
                                "test", loopback, 0, tls.getServerSocketFactory(), null)
                        : InMemoryListenerConfig.createLDAPConfig("test", loopback, 0, tls.getSocketFactory()));
        config.setSchema(null);
        var directory = new InMemoryDirectoryServer(config);
        directory.add("dn: " + BASE, "objectClass: domain", "dc: example");
        directory.add("dn: uid=alice," + BASE, "objectClass: person", "uid: alice", "sn: a", "userPassword: pw");
        directory.startListening();
        URI url = URI.create((ldaps ? "ldaps" : "ldap") + "://127.0.0.1:" + directory.getListenPort());
        try (var provider = new LdapProvider(new LdapConfig(
                "corp",
                "corp",
                new LdapConfig.Server(url, !ldaps, Optional.of(pem(trusted)), false),
                new LdapConfig.Search("", new Secret(""), BASE, "(uid={0})", "", "(member={0})"),
                LdapConfig.Attributes.DEFAULT))) {
            return provider.check("alice", new Secret("pw"));
        } finally {
            directory.shutDown(true);
        }
    }

    private KeyStore certificate(String name, String addresses) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + addresses,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD),
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, STORE_PASSWORD);
        }
        return store;
    }

    private Path pem(KeyStore store) throws Exception {
        Certificate certificate = store.getCertificate("k");
        String text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return Files.writeString(
                folder.resolve("trusted.pem"),
                "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    }
}
