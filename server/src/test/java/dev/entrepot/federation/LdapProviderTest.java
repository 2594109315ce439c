package dev.entrepot.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import dev.entrepot.access.PasswordProvider;
import dev.entrepot.access.Secret;
import dev.entrepot.directory.ExternalIdentity;
import java.net.InetAddress;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LdapProviderTest {
    private static final String BASE = "dc=example,dc=org";
    private static final String SERVICE = "cn=registry,dc=example,dc=org";

    private InMemoryDirectoryServer directory;
    private LdapProvider provider;

    @BeforeEach
    void startDirectory() throws Exception {
        directory = directory(0);
        provider = new LdapProvider(config(directory.getListenPort(), "service"));
    }

    private InMemoryDirectoryServer directory(int port) throws Exception {
        var config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials(SERVICE, "service");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("test", InetAddress.getLoopbackAddress(), port, null));
        config.setSchema(null);
        directory = new InMemoryDirectoryServer(config);
        directory.add("dn: " + BASE, "objectClass: domain", "dc: example");
        directory.add("dn: ou=people," + BASE, "objectClass: organizationalUnit", "ou: people");
        addPerson("alice", "alicepw");
        addPerson("bob", "bobpw");
        directory.add(
                "dn: cn=devs," + BASE, "objectClass: groupOfNames", "cn: devs", "member: uid=alice,ou=people," + BASE);
        directory.startListening();
        return directory;
    }

    @AfterEach
    void stopDirectory() {
        provider.close();
        directory.shutDown(true);
    }

    @Test
    void rightPasswordGivesTheIdentityWithItsGroups() throws Exception {
        String uuid = Objects.requireNonNull(directory.getEntry("uid=alice,ou=people," + BASE, "entryUUID"))
                .getAttributeValue("entryUUID");

        PasswordProvider.Result result = provider.check("alice", new Secret("alicepw"));

        assertThat(identity(result).provider()).isEqualTo("corp");
        assertThat(identity(result).subject()).isEqualTo(uuid);
        assertThat(identity(result).preferredName()).isEqualTo("alice");
        assertThat(identity(result).displayName()).isEqualTo("Person alice");
        assertThat(identity(result).email()).isEqualTo("alice@example.org");
        assertThat(identity(result).groups()).containsExactly("devs");
    }

    @Test
    void memberOfNoGroupHasNone() {
        assertThat(identity(provider.check("bob", new Secret("bobpw"))).groups())
                .isEmpty();
    }

    @Test
    void entryThatIsRenamedKeepsItsSubject() throws Exception {
        String before = identity(provider.check("alice", new Secret("alicepw"))).subject();

        directory.modifyDN("uid=alice,ou=people," + BASE, "uid=alicia", true);
        ExternalIdentity after = identity(provider.check("alicia", new Secret("alicepw")));

        assertThat(after.subject()).isEqualTo(before);
        assertThat(after.preferredName()).isEqualTo("alicia");
    }

    @Test
    void nameThatIsGivenToAnotherPersonIsAnotherSubject() throws Exception {
        String before = identity(provider.check("alice", new Secret("alicepw"))).subject();

        directory.delete("uid=alice,ou=people," + BASE);
        addPerson("alice", "another");

        assertThat(identity(provider.check("alice", new Secret("another"))).subject())
                .isNotEqualTo(before);
    }

    @Test
    void wrongPasswordAndUnknownNameAreOneAnswer() {
        assertThat(provider.check("alice", new Secret("bobpw"))).isEqualTo(new PasswordProvider.Wrong());
        assertThat(provider.check("carol", new Secret("carolpw"))).isEqualTo(new PasswordProvider.Wrong());
    }

    @Test
    void passwordOfTheServiceAccountIsNoPasswordOfAUser() {
        assertThat(provider.check("registry", new Secret("service"))).isEqualTo(new PasswordProvider.Wrong());
    }

    @Test
    void emptyPasswordIsRefusedThoughTheDirectoryWouldBindAnonymously() {
        assertThat(provider.check("alice", new Secret(""))).isEqualTo(new PasswordProvider.Wrong());
        assertThat(provider.check("", new Secret("alicepw"))).isEqualTo(new PasswordProvider.Wrong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "alic*",
                "alice)(uid=*",
                "*)(uid=*))(|(uid=*",
                "alice)(|(objectClass=*)",
                "\\61lice",
                "al\u0000ice",
                "{0}",
                "{1}",
                "(uid=alice)",
                "alice\\2a",
                "uid=alice,ou=people,dc=example,dc=org"
            })
    void nameIsAValueAndNeverAPartOfTheFilter(String name) {
        assertThat(provider.check(name, new Secret("alicepw"))).isEqualTo(new PasswordProvider.Wrong());
    }

    @Test
    void nameWithTheSignsOfAFilterFindsItsOwnEntry() throws Exception {
        addPerson("d(a)v*e", "davepw");

        assertThat(identity(provider.check("d(a)v*e", new Secret("davepw"))).preferredName())
                .isEqualTo("d(a)v*e");
    }

    @Test
    void nameThatTwoEntriesHaveIsRefused() throws Exception {
        directory.add("dn: ou=old," + BASE, "objectClass: organizationalUnit", "ou: old");
        directory.add(
                "dn: uid=alice,ou=old," + BASE,
                "objectClass: inetOrgPerson",
                "uid: alice",
                "sn: a",
                "cn: a",
                "userPassword: oldpw");

        assertThat(provider.check("alice", new Secret("alicepw"))).isEqualTo(new PasswordProvider.Wrong());
        assertThat(provider.check("alice", new Secret("oldpw"))).isEqualTo(new PasswordProvider.Wrong());
    }

    @Test
    void entryWithoutASubjectIsNotLetIn() {
        LdapConfig usual = config(directory.getListenPort(), "service");
        var other = new LdapConfig(
                "corp",
                "corp",
                usual.server(),
                usual.search(),
                new LdapConfig.Attributes("employeeNumber", "uid", "cn", "mail", "cn"));

        try (var strict = new LdapProvider(other)) {
            assertThat(strict.check("alice", new Secret("alicepw"))).isInstanceOf(PasswordProvider.Unavailable.class);
        }
    }

    @Test
    void directoryThatIsDownIsUnavailableAndIsFoundAgain() throws Exception {
        assertThat(provider.check("alice", new Secret("alicepw"))).isInstanceOf(PasswordProvider.Confirmed.class);
        int port = directory.getListenPort();

        directory.shutDown(true);
        PasswordProvider.Result down = provider.check("alice", new Secret("alicepw"));
        directory = directory(port);
        PasswordProvider.Result up = provider.check("alice", new Secret("alicepw"));

        assertThat(down).isInstanceOf(PasswordProvider.Unavailable.class);
        assertThat(up).isInstanceOf(PasswordProvider.Confirmed.class);
    }

    @Test
    void serviceAccountThatIsRefusedIsTheDirectorysFaultNotTheUsers() {
        try (var locked = new LdapProvider(config(directory.getListenPort(), "wrong"))) {
            assertThat(locked.check("alice", new Secret("alicepw"))).isInstanceOf(PasswordProvider.Unavailable.class);
        }
    }

    @Test
    void passwordThatChangedIsAskedAnew() throws Exception {
        assertThat(provider.check("alice", new Secret("alicepw"))).isInstanceOf(PasswordProvider.Confirmed.class);

        directory.modify(
                "uid=alice,ou=people," + BASE, new Modification(ModificationType.REPLACE, "userPassword", "new"));

        assertThat(provider.check("alice", new Secret("alicepw"))).isEqualTo(new PasswordProvider.Wrong());
        assertThat(provider.check("alice", new Secret("new"))).isInstanceOf(PasswordProvider.Confirmed.class);
    }

    @Test
    void filterThatIsNoneStopsTheStart() {
        LdapConfig usual = config(1, "service");
        var search = new LdapConfig.Search(SERVICE, new Secret("x"), BASE, "(uid={0}", "", "(member={0})");

        assertThatThrownBy(() ->
                        new LdapProvider(new LdapConfig("corp", "corp", usual.server(), search, usual.attributes())))
                .hasMessage("user-filter: is no LDAP filter: (uid={0}");
    }

    private void addPerson(String uid, String password) throws Exception {
        directory.add(
                "dn: uid=" + uid.replace("(", "\\28").replace(")", "\\29") + ",ou=people," + BASE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: Person " + uid,
                "sn: " + uid,
                "mail: " + uid + "@example.org",
                "userPassword: " + password);
    }

    private static LdapConfig config(int port, String servicePassword) {
        return new LdapConfig(
                "corp",
                "The corporation",
                new LdapConfig.Server(URI.create("ldap://127.0.0.1:" + port), false, Optional.empty(), false),
                new LdapConfig.Search(SERVICE, new Secret(servicePassword), BASE, "(uid={0})", BASE, "(member={0})"),
                LdapConfig.Attributes.DEFAULT);
    }

    private static ExternalIdentity identity(PasswordProvider.Result result) {
        assertThat(result).isInstanceOf(PasswordProvider.Confirmed.class);
        return ((PasswordProvider.Confirmed) result).identity();
    }
}
