package dev.entrepot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each verb asks of the server, over HTTP.
final class VerbsTest {
    /// What is typed, and what arrives. In words typed, an underscore stands for a space.
    private static final String REQUESTS = """
            whoami                                                  | GET /whoami
            info                                                    | GET /info
            user add bob --password-stdin --role auditor            | POST /users {"name": "bob","password": "secret","role": "auditor"}
            user list --name b                                      | GET /users?name=b&limit=1000
            user show alice@corp                                    | GET /users/alice%40corp
            user disable bob                                        | PATCH /users/bob {"disabled": true}
            user enable bob                                         | PATCH /users/bob {"disabled": false}
            user rm bob                                             | DELETE /users/bob
            user passwd bob --password-stdin                        | PATCH /users/bob {"password": "secret"}
            user role bob admin                                     | PATCH /users/bob {"role": "admin"}
            passwd --password-stdin --revoke-tokens                 | PUT /whoami/password {"current": "pw","new": "secret","revokeTokens": true}
            team add web --description The_shop                     | POST /teams {"name": "web","description": "The shop"}
            team list --limit 7                                     | GET /teams?limit=7
            team show web                                           | GET /teams/web
            team rm web                                             | DELETE /teams/web
            team member-add web bob                                 | PUT /teams/web/members/bob
            team member-rm web bob                                  | DELETE /teams/web/members/bob
            team group-add web the_devs --provider corp             | PUT /teams/web/groups?provider=corp&group=the%20devs
            team group-rm web devs --provider corp                  | DELETE /teams/web/groups?provider=corp&group=devs
            robot add web+ci --allow pull,push:web/* --allow pull:base/* --expires 90d | POST /robots {"allow": ["pull,push:web/*","pull:base/*"],"expiresIn": "90d","name": "web+ci"}
            robot list web                                          | GET /robots?namespace=web&limit=1000
            robot show web+ci                                       | GET /robots/web%2Bci
            robot rotate web+ci --overlap 0s                        | POST /robots/web%2Bci/rotate {"overlap": "0s"}
            robot rotate web+ci                                     | POST /robots/web%2Bci/rotate {}
            robot set web+ci --allow pull:web/shop                  | PATCH /robots/web%2Bci {"allow": ["pull:web/shop"]}
            robot disable web+ci                                    | PATCH /robots/web%2Bci {"disabled": true}
            robot enable web+ci                                     | PATCH /robots/web%2Bci {"disabled": false}
            robot rm web+ci                                         | DELETE /robots/web%2Bci
            robot trust-add web+ci --issuer https://ci --audience r --when true | POST /robots/web%2Bci/trusts {"issuer": "https://ci","audience": "r","condition": "true"}
            robot trust-list web+ci                                 | GET /robots/web%2Bci/trusts?limit=1000
            robot trust-rm web+ci t1                                | DELETE /robots/web%2Bci/trusts/t1
            robot secret-rm web+ci s1                               | DELETE /robots/web%2Bci/secrets/s1
            token add --name n --scope pull:web/* --expires 30d     | POST /tokens {"name": "n","scopes": ["pull:web/*"],"expiresIn": "30d"}
            token list --user bob                                   | GET /tokens?user=bob&limit=1000
            token rm n                                              | DELETE /tokens/n
            grant add writer --to team:web --on web                 | PUT /grants {"role": "writer","to": "team:web","on": "web"}
            grant add reader --to bob --on web/shop --when a_<_b    | PUT /grants {"role": "reader","to": "bob","on": "web/shop","condition": "a < b"}
            grant rm writer --to web+ci --on web/shop               | DELETE /grants?role=writer&to=web%2Bci&on=web%2Fshop
            grant list --on web/shop                                | GET /grants?on=web%2Fshop&limit=1000
            visibility web/a/b public                               | PATCH /repositories/web/a/b {"visibility": "public"}
            why push web/shop:v1 --as bob                           | GET /why?action=push&resource=web%2Fshop%3Av1&as=bob
            namespace-add web --owner bob --visibility public       | POST /namespaces {"template": {"visibility": "public"},"name": "web","owner": "bob"}
            namespace add -g web-team web                           | POST /namespaces {"name": "web","owner": "team:web-team"}
            namespace-list -v                                       | GET /namespaces?limit=1000
            namespace-show web                                      | GET /namespaces/web
            namespace-set web --description x                       | PATCH /namespaces/web {"description": "x"}
            namespace-set web --trash-keep 7d                       | PATCH /namespaces/web {"keeping": {"trashKeep": "7d"}}
            namespace-set web --trash-keep default                  | PATCH /namespaces/web {"keeping": {"trashKeep": ""}}
            namespace-assign -g web-team web                        | PUT /grants {"role": "owner","to": "team:web-team","on": "web"}
            namespace-rm web                                        | DELETE /namespaces/web
            namespace-rm web -f                                     | DELETE /namespaces/web?force=true
            repository-list web --visibility public                 | GET /repositories?namespace=web&visibility=public&limit=1000
            repository-show web/shop                                | GET /repositories/web/shop
            repository-add web/shop --label a=b=c                   | POST /repositories {"labels": {"a": "b=c"},"name": "web/shop"}
            repository-set web/shop --immutable-tags ^v             | PATCH /repositories/web/shop {"immutableTags": "^v"}
            repository-rename web/shop web/store                    | PATCH /repositories/web/shop {"name": "web/store"}
            repository-rm web/shop                                  | DELETE /repositories/web/shop
            repository-rm web/shop -f                               | DELETE /repositories/web/shop?force=true
            repository-rm web/shop --dry-run                        | GET /forecasts/web/shop
            namespace-rm web --dry-run                              | GET /forecasts?namespace=web
            image-rm web/shop:v1                                    | DELETE /images/web/shop?reference=v1
            image-rm web/shop:v1 --all-tags -f                      | DELETE /images/web/shop?reference=v1&allTags=true
            image-rm web/shop@sha256:0 --dry-run                    | GET /forecasts/web/shop?reference=sha256%3A0
            image-rm web/shop:v1 --dry-run --all-tags               | GET /forecasts/web/shop?reference=v1&allTags=true
            image-untag web/shop:v1                                 | DELETE /images/web/shop?reference=v1&untag=true
            image-prune-untagged web --dry-run                      | POST /prunes {"on": "web","dryRun": true}
            image-prune-untagged web/shop                           | POST /prunes {"on": "web/shop","dryRun": false}
            image-restore web/shop:v1                               | POST /restores {"image": "web/shop:v1"}
            image-restore web                                       | POST /restores {"image": "web"}
            image-lock web/shop:v1 --reason in_use                  | PUT /locks/web/shop?reference=v1 {"reason": "in use"}
            image-unlock web/shop@sha256:0                          | DELETE /locks/web/shop?reference=sha256%3A0
            image-locks web/shop                                    | GET /locks/web/shop?limit=1000
            trash-list web                                          | GET /trash?on=web&limit=1000
            trash-rm web/shop@sha256:0                              | DELETE /trash?image=web%2Fshop%40sha256%3A0
            trash-rm web                                            | DELETE /trash?image=web
            repository-alias-rm web/shop                            | DELETE /aliases/web/shop
            tag-restore web/shop:v1 --at 2026-11-01T12:00Z -n       | POST /rewinds {"on": "web/shop:v1","at": "2026-11-01T12:00:00Z","dryRun": true}
            tag-restore web --at 2026-11-01T12:00Z --exact --if-plan p | POST /rewinds {"on": "web","at": "2026-11-01T12:00:00Z","ifPlan": "p","exact": true}
            image-list                                              | GET /images?limit=1000
            image-list web --at 2026-11-01T12:00Z                   | GET /images?on=web&at=2026-11-01T12%3A00%3A00Z&limit=1000
            image-digests web/shop                                  | GET /digests?on=web%2Fshop&limit=1000
            image-inspect web/shop                                  | GET /images/web/shop?reference=latest
            tag-history web/shop:v1 --limit 3                       | GET /history/web/shop?tag=v1&limit=3
            image-tag web/shop:v1 live/shop                         | POST /tags {"moves": [{"source": "web/shop:v1","target": "live/shop:latest"}]}
            image-tag web/a:1 b/a:1 web/c:2 b/c:2 --if-digest none --if-digest sha256:0 --without-signatures | POST /tags {"moves": [{"source": "web/a:1","target": "b/a:1","ifDigest": "none"},{"source": "web/c:2","target": "b/c:2","ifDigest": "sha256:0"}],"signatures": false}
            tag-immutability-set web/shop --tags v.* --tags w --semver >=1_<2 --all-but x | PUT /immutability?on=web%2Fshop {"rules": ["v.*","w","semver:>=1 <2","!x"]}
            tag-immutability-set web --none                         | PUT /immutability?on=web {"rules": []}
            tag-immutability-list web                               | GET /immutability?namespace=web&limit=1000
            retention-policy-set --images 10 web                    | PUT /retention?on=web {"rules": ["keep newest 10","drop all"]}
            retention-policy-set web/shop --alone --images 3 --retain-untagged --rule keep_all | PUT /retention?on=web%2Fshop {"rules": ["alone","keep newest 3","keep untagged","keep all","drop all"]}
            retention-policy-set web --none                         | PUT /retention?on=web {"rules": []}
            retention-policy-list web                               | GET /retention?namespace=web&limit=1000
            retention-run --dry-run web                             | GET /retention/plan?namespace=web&limit=1000
            retention-run web --detach                              | POST /jobs {"kind": "retention","namespace": "web","parameters": {}}
            deployment-set production --expires 2d web/shop@sha256:12 web/app@sha256:34 | PUT /deployments/production {"images": ["web/shop@sha256:12","web/app@sha256:34"],"expires": "2d"}
            deployment-list web                                     | GET /deployments?namespace=web&limit=1000
            deployment-rm production                                | DELETE /deployments/production
            deployment-rm production --on web                       | DELETE /deployments/production?namespace=web
            policy add p --on web --effect deny --when true         | PUT /policies/p?on=web {"effect": "deny","when": "true"}
            policy add p --on web/shop --effect grace --when true --tags v.* --until 30d --unscanned hold:5s,allow --unscannable allow --partial allow --also push --draft | PUT /policies/p?on=web%2Fshop {"effect": "grace","when": "true","tags": "v.*","until": "2026-12-23T22:00:00Z","unscannable": "allow","partial": "allow","alsoPush": true,"hold": "5s","unscanned": "allow","draft": true}
            policy plan p --on web                                  | GET /policies/p/plan?on=web&limit=1000
            policy plan --on web --effect deny --when true          | POST /policies/plan?on=web {"effect": "deny","when": "true"}
            policy apply p --on web                                 | POST /policies/p/apply?on=web {}
            policy undo p --on web                                  | POST /policies/p/undo?on=web {}
            policy list                                             | GET /policies?limit=1000
            policy list --on web/shop                               | GET /policies?namespace=web&limit=1000
            policy show p --on web                                  | GET /policies/p?on=web
            policy rm p --on web                                    | DELETE /policies/p?on=web
            scan web/shop --platform linux/arm64                    | GET /scan?image=web%2Fshop%3Alatest&platform=linux%2Farm64&wait=10s
            va web/shop@sha256:0                                    | GET /scan?image=web%2Fshop%40sha256%3A0&wait=10s
            sbom web/shop:v1 --attached                             | GET /sbom/attached?image=web%2Fshop%3Av1
            image-list web --va                                     | GET /images?scan=true&on=web&limit=1000
            package-search log4j-core<2.17 --on web                 | GET /packages/search?query=log4j-core%3C2.17&on=web&limit=1000
            events web --kind vulnerability.found --limit 5         | GET /events?on=web&kind=vulnerability.found&limit=5
            db import /srv/osv /srv/kev.json --detach               | POST /jobs {"kind": "vulnerability-import","parameters": {"path": "/srv/osv:/srv/kev.json"}}
            db update --detach                                      | POST /jobs {"kind": "vulnerability-import","parameters": {}}
            db status                                               | GET /vulnerabilities/status
            exemption-add --scope web/shop:v1 --issue-id CVE-2021-1 --reason not_reachable --expires 30d | POST /exemptions?on=web%2Fshop%3Av1 {"issueId": "CVE-2021-1","reason": "not reachable","expires": "30d"}
            exemption-add --scope web --issue-id GHSA-x --reason r  | POST /exemptions?on=web {"issueId": "GHSA-x","reason": "r"}
            exemption-rm --scope web/shop --issue-id CVE-2021-1     | DELETE /exemptions?on=web%2Fshop&issue=CVE-2021-1
            exemption-list web                                      | GET /exemptions?namespace=web&limit=1000
            exemption-types                                         | GET /exemption-types
            vex-list web                                            | GET /vex?namespace=web&limit=1000
            vex-rm 12 --on web                                      | DELETE /vex?on=web&id=12
            vex-show 12 --on web/shop                               | GET /vex/document?on=web%2Fshop&id=12
            vex-attached web/shop:v1                                | GET /vex/attached/web/shop?reference=v1
            vex-accept web/shop@sha256:0                            | POST /vex/attached/web/shop?digest=sha256%3A0 {}
            quota                                                   | GET /quota?limit=1000
            quota web                                               | GET /quota?namespace=web
            quota-set --bytes 10GiB --repositories 5 web            | PUT /quota?namespace=web {"bytes": 10737418240,"repositories": 5}
            quota-set web --bytes none --repositories none          | PUT /quota?namespace=web {"bytes": null,"repositories": null}
            audit list --since 1h --outcome refused                 | GET /audit?since=2026-11-23T21%3A00%3A00Z&outcome=refused&limit=1000
            audit export --until 2026-11-01 --actor bob             | GET /audit?until=2026-11-01T00%3A00%3A00Z&actor=bob
            audit verify                                            | GET /audit/verify
            jobs list --state running --kind verify                 | GET /jobs?kind=verify&state=running&limit=1000
            jobs show 01m8                                          | GET /jobs/01m8
            jobs cancel 01m8                                        | DELETE /jobs/01m8
            collect --detach                                        | POST /jobs {"kind": "collect","parameters": {}}
            quota-recount web --detach                              | POST /jobs {"kind": "quota","namespace": "web","parameters": {}}
            scrub --rate 50MB --detach                              | POST /jobs {"kind": "scrub","parameters": {"rate": "52428800"}}
            import /srv/old --from zot --into web --link --detach   | POST /jobs {"kind": "import","parameters": {"dir": "/srv/old","from": "zot","into": "web","link": "true"}}
            verify --deep --detach                                  | POST /jobs {"kind": "verify","parameters": {"deep": "true"}}
            reconcile --repair --detach                             | POST /jobs {"kind": "reconcile","parameters": {"repair": "true"}}
            backup /mnt/backup --keep 3 --rate 1KiB --detach        | POST /jobs {"kind": "backup","parameters": {"dir": "/mnt/backup","keep": "3","rate": "1024"}}
            """;

    private final FakeServer server = new FakeServer();

    @TempDir
    private Path home;

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = REQUESTS)
    void eachVerbAsksForWhatItsNameSays(String typed, String arrives) {
        Shell shell = new Shell(home).asking(server).typing("secret\n");

        shell.run(words(typed));
        shell.typing("secret\n")
                .run(Stream.concat(Stream.of("cr"), Stream.of(words(typed))).toArray(String[]::new));

        assertThat(server.requests()).as(shell.err()).containsExactly(arrives, arrives);
        assertThat(server.authorizations()).allMatch("Basic YWxpY2U6cHc="::equals);
    }

    @Test
    void everyVerbThatAsksIsAmongThem() {
        Set<String> untested =
                new HashSet<>(Verbs.all().stream().map(Verb::name).toList());
        // Their tests are in LoginTest and OverviewTest.
        untested.removeAll(List.of("login", "logout", "target", "completion", "jobs follow"));
        // Its three questions are in InsideVerbsTest.
        untested.remove("diff");
        // They ask no server; see RestoredRegistryTest.
        untested.removeAll(List.of("verify-backup", "restore"));

        // It sends a file; see VexVerbsTest.
        untested.remove("vex-add");

        REQUESTS.lines()
                .forEach(line -> Verbs.find(List.of(words(line.split("\\|", -1)[0])))
                        .ifPresent(found -> untested.remove(found.verb().name())));

        assertThat(untested).isEmpty();
    }

    @Test
    void aLimitThatIsNotSaidStays() {
        server.on("GET /quota?namespace=web", 200, "{\"namespace\":\"web\",\"limits\":{\"repositories\":9}}");

        new Shell(home).asking(server).run("quota-set web --bytes 1KiB");

        assertThat(server.requests())
                .last()
                .isEqualTo("PUT /quota?namespace=web {\"bytes\": 1024,\"repositories\": 9}");
    }

    @Test
    void aVersionThatWasSeenIsSentAlong() {
        new Shell(home).asking(server).run("grant add reader --to bob --on web --when true --if-match 7");

        assertThat(server.matches()).containsExactly("\"7\"");
    }

    @Test
    void anImageMayNameItsServer() {
        Shell shell = new Shell(home).asking(server);

        assertThat(shell.run("visibility " + server.host() + "/web/shop private"))
                .isEqualTo(ExitCode.DONE);
        assertThat(shell.run("visibility other.example.org/web/shop private")).isEqualTo(ExitCode.WRONG_USAGE);

        assertThat(server.requests()).containsExactly("PATCH /repositories/web/shop {\"visibility\": \"private\"}");
        assertThat(shell.err()).contains("no login for https://other.example.org");
    }

    @Test
    void namespacesOfATeamAreThoseItsGrantsName() {
        server.on("GET /grants?to=team%3Aweb&limit=1000", 200, "{\"items\":[{\"on\":\"shop/a\"},{\"on\":\"web\"}]}")
                .on(
                        "GET /namespaces?limit=1000",
                        200,
                        "{\"items\":[{\"name\":\"shop\"},{\"name\":\"other\"},{\"name\":\"web\"}]}");
        Shell shell = new Shell(home).asking(server);

        assertThat(shell.run("namespace-list -g web")).isZero();

        assertThat(shell.out()).isEqualTo("NAMESPACE\nshop\nweb\n");
    }

    private static String[] words(String typed) {
        List<String> words = new ArrayList<>();
        for (String word : typed.strip().split(" +", -1)) {
            words.add(word.replace('_', ' '));
        }
        return words.toArray(String[]::new);
    }
}
