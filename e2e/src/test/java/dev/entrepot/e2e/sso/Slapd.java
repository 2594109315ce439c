package dev.entrepot.e2e.sso;

import dev.entrepot.e2e.Daemon;
import dev.entrepot.e2e.Scratch;
import dev.entrepot.e2e.Server;
import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// OpenLDAP with three people and a group, on `ldap://` (StartTLS too) and `ldaps://`, with a certificate for
/// 127.0.0.1 from a CA of its own.
public final class Slapd implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String CONFIG = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            pidfile @FOLDER@/pid
            argsfile @FOLDER@/args
            TLSCACertificateFile @FOLDER@/ca.crt
            TLSCertificateFile @FOLDER@/server.crt
            TLSCertificateKeyFile @FOLDER@/server.key
            database mdb
            suffix "dc=example,dc=org"
            rootdn "cn=admin,dc=example,dc=org"
            rootpw service-password
            directory @FOLDER@/db
            """;

    private static final String PEOPLE = """
            dn: dc=example,dc=org
            objectClass: dcObject
            objectClass: organization
            dc: example
            o: Example

            dn: ou=people,dc=example,dc=org
            objectClass: organizationalUnit
            ou: people

            dn: uid=alice,ou=people,dc=example,dc=org
            objectClass: inetOrgPerson
            uid: alice
            cn: Alice
            sn: A
            mail: alice@example.org
            userPassword: alice-password

            dn: uid=bob,ou=people,dc=example,dc=org
            objectClass: inetOrgPerson
            uid: bob
            cn: Bob
            sn: B
            userPassword: bob-password

            dn: uid=admin,ou=people,dc=example,dc=org
            objectClass: inetOrgPerson
            uid: admin
            cn: Admin
            sn: A
            userPassword: admin-password

            dn: cn=devs,dc=example,dc=org
            objectClass: groupOfNames
            cn: devs
            member: uid=alice,ou=people,dc=example,dc=org
            """;

    private final Path folder;
    private final int plainPort = Server.freePort();
    private final int tlsPort = Server.freePort();
    private Daemon daemon;

    private Slapd(Scratch scratch) {
        this.folder = scratch.folder("slapd");
        scratch.folder("slapd/db");
        scratch.file("slapd/slapd.conf", CONFIG.replace("@FOLDER@", folder.toString()));
        Path people = scratch.file("slapd/people.ldif", PEOPLE);
        certificate("ca", "server", "IP:127.0.0.1");
        certificate("other-ca", "other", "IP:127.0.0.1");
        shell().run("/usr/sbin/slapadd", "-f", folder.resolve("slapd.conf").toString(), "-l", people.toString());
        daemon = launch();
    }

    public static Slapd start(Scratch scratch) {
        return new Slapd(scratch);
    }

    public String plainUrl() {
        return "ldap://127.0.0.1:" + plainPort;
    }

    public String tlsUrl() {
        return "ldaps://127.0.0.1:" + tlsPort;
    }

    public Path ca() {
        return folder.resolve("ca.crt");
    }

    /// One that did not sign the server's certificate.
    Path otherCa() {
        return folder.resolve("other-ca.crt");
    }

    void stop() {
        daemon.close();
    }

    void startAgain() {
        daemon = launch();
    }

    private Daemon launch() {
        var started = Daemon.start(
                shell(),
                folder.resolve("log"),
                List.of(
                        "/usr/sbin/slapd",
                        "-d",
                        "none",
                        "-f",
                        folder.resolve("slapd.conf").toString(),
                        "-h",
                        plainUrl() + "/ " + tlsUrl() + "/"));
        started.await(() -> listens(plainPort) && listens(tlsPort), LIMIT);
        return started;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Shell shell() {
        return Shell.in(folder);
    }

    /// A CA, and a certificate that it signed.
    private void certificate(String ca, String name, String address) {
        String[] key = {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"};
        run(key, "req", "-x509", "-subj", "/CN=" + ca, "-keyout", ca + ".key", "-out", ca + ".crt");
        run(
                key,
                "req",
                "-x509",
                "-CA",
                ca + ".crt",
                "-CAkey",
                ca + ".key",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=" + address,
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt");
    }

    private void run(String[] key, String... arguments) {
        var command = new ArrayList<String>();
        command.add("openssl");
        command.addAll(List.of(arguments));
        command.addAll(List.of(key));
        shell().run(command.toArray(String[]::new));
    }

    @Override
    public void close() {
        daemon.close();
    }
}
