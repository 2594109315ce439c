package dev.entrepot.directory;

import static dev.entrepot.directory.DirectoryFixture.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.database.Database;
import dev.entrepot.database.OnBothDatabases;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CiTrustsTest {
    private static final CiTrusts.NewTrust TRUST =
            new CiTrusts.NewTrust("https://ci.example.org", "registry", "claims.repository == 'org/app'");

    @OnBothDatabases
    void trustsAreAddedListedAndRemoved(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        Account bob = it.user("bob");
        Robot robot = it.robot("team+ci", alice).robot();
        it.robot("team+other", alice);

        CiTrust trust = ((CiTrusts.Addition.Added) it.trusts.add(ADMIN, "team+ci", TRUST, bob.id())).trust();

        assertThat(trust.issuer()).isEqualTo("https://ci.example.org");
        assertThat(trust.createdBy()).isEqualTo("root");
        assertThat(it.trusts.page("team+ci", "", 10)).containsExactly(trust);
        assertThat(it.trusts.page("team+ci", trust.id(), 10)).isEmpty();
        assertThat(it.trusts.page("team+none", "", 10)).isEmpty();
        assertThat(it.<List<CiTrust>>read(sql -> it.directory.trustsOfRobot(sql, robot.id())))
                .containsExactly(trust);
        assertThat(it.robots.find("team+ci").orElseThrow().sponsorName()).isEqualTo("bob");

        assertThat(it.trusts.remove(ADMIN, "team+other", trust.id())).isFalse();
        assertThat(it.trusts.remove(ADMIN, "team+ci", trust.id())).isTrue();
        assertThat(it.trusts.page("team+ci", "", 10)).isEmpty();
        assertThat(it.robots.find("team+ci").orElseThrow().robot().credentialVersion())
                .isEqualTo(2);
    }

    @OnBothDatabases
    void aRobotHasSoManyTrustsAndNoMore(Database database) {
        DirectoryFixture it = new DirectoryFixture(database);
        Account alice = it.user("alice");
        it.robot("team+ci", alice);
        for (int n = 0; n < CiTrusts.MAX_PER_ROBOT; n++) {
            assertThat(it.trusts.add(ADMIN, "team+ci", TRUST, alice.id())).isInstanceOf(CiTrusts.Addition.Added.class);
        }

        assertThat(it.trusts.add(ADMIN, "team+ci", TRUST, alice.id())).isEqualTo(new CiTrusts.Addition.TooMany(50));
        assertThat(it.trusts.add(ADMIN, "team+none", TRUST, alice.id()))
                .isInstanceOf(CiTrusts.Addition.UnknownRobot.class);
    }

    @Test
    void trustInAWholeIssuerIsRefused() {
        assertThatThrownBy(() -> new CiTrusts.NewTrust("https://ci", "registry", " "))
                .hasMessageContaining("every project of the issuer");
        assertThatThrownBy(() -> new CiTrusts.NewTrust("", "registry", "true")).hasMessageContaining("issuer");
        assertThatThrownBy(() -> new CiTrusts.NewTrust("https://ci", "", "true"))
                .hasMessageContaining("audience");
    }
}
