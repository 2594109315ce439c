package dev.entrepot;

import static dev.entrepot.PlainClient.basic;
import static dev.entrepot.PlainClient.bearer;
import static dev.entrepot.PlainClient.session;

import dev.entrepot.database.DatabaseFingerprint;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The registry that the authorization matrix is asked of: its places, its people and all their credentials.
final class MatrixWorld {
    static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final String PASSWORD = ApiClient.PASSWORD;
    static final String ADMIN = basic("admin", TestRegistry.PASSWORD);

    /// What lies in a repository.
    ///
    /// @param upload the id of an upload that the admin has open in it
    record Contents(Digest blob, Digest spare, Digest manifest, String document, String upload) {}

    /// A principal with one of the credentials it can have.
    interface Headers {
        /// The header `Authorization`; empty text: none.
        ///
        /// @param exact the scope that the request needs
        /// @param narrow a scope that falls short of it
        String of(String exact, String narrow);
    }

    record Column(String who, String credential, Headers headers) {}

    static final Map<String, String> PLACES = places();

    private final TestDatabase test;
    private final ApiClient admin;
    private final PlainClient client;
    private final Map<String, Contents> contents = new LinkedHashMap<>();
    private final Map<String, String> minted = new ConcurrentHashMap<>();
    private final List<Column> columns = new ArrayList<>();

    private MatrixWorld(TestDatabase test, ApiClient admin, PlainClient client) {
        this.test = test;
        this.admin = admin;
        this.client = client;
    }

    /// The names of the states, and what each asks for.
    private static Map<String, String> places() {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("no-namespace", "ghost/app");
        places.put("no-repository", "team/none");
        places.put("deleted", "team/gone");
        places.put("private", "team/app");
        places.put("public", "team/open");
        places.put("renamed", "team/old");
        places.put("elsewhere", "other/app");
        return places;
    }

    static MatrixWorld make(TestDatabase test, ApiClient admin, PlainClient client) {
        MatrixWorld world = new MatrixWorld(test, admin, client);
        admin.post("/api/v1/namespaces", "{\"name\":\"team\"}").expect(201);
        admin.post("/api/v1/namespaces", "{\"name\":\"other\"}").expect(201);
        for (String state : List.of("private", "public", "renamed", "elsewhere", "deleted")) {
            world.contents.put(state, world.fill(place(state)));
        }
        admin.patch("/api/v1/repositories/team/open", "{\"visibility\":\"public\"}")
                .expect(200);
        admin.patch("/api/v1/repositories/team/old", "{\"name\":\"team/new\"}").expect(200);
        admin.delete("/api/v1/repositories/team/gone?force=true").expect(200);
        admin.post("/api/v1/tokens", "{\"name\":\"plain\"}").expect(201);
        admin.user("spare");
        world.users();
        world.robots();
        world.nobodies();
        // The sums of usage lie in slots by chance, until they are counted again.
        admin.post("/api/v1/namespaces/team/recount", "").expect(200);
        return world;
    }

    /// An image with the tag v1, a blob that no manifest names, and an open upload.
    private Contents fill(String repository) {
        TestRegistry registry = admin.registry();
        Digest blob = registry.push(repository, "layer of " + repository);
        Digest spare = registry.push(repository, "spare of " + repository);
        String descriptor = "{\"mediaType\":\"application/x\",\"digest\":\"" + blob + "\",\"size\":"
                + ("layer of " + repository).length() + "}";
        String document =
                "{\"schemaVersion\":2,\"mediaType\":\"" + IMAGE + "\",\"config\":" + descriptor + ",\"layers\":[]}";
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        registry.send("PUT", "/v2/" + repository + "/manifests/v1", bytes, "Content-Type", IMAGE);
        String upload = TestRegistry.header(
                registry.send("POST", "/v2/" + repository + "/blobs/uploads/", new byte[0]), "Docker-Upload-UUID");
        return new Contents(blob, spare, Digest.of(Digest.Algorithm.SHA256, bytes), document, upload);
    }

    static String place(String state) {
        return Optional.ofNullable(PLACES.get(state)).orElseThrow();
    }

    static String digest(String text) {
        return Digest.of(Digest.Algorithm.SHA256, text.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    Optional<Contents> contents(String state) {
        return Optional.ofNullable(contents.get(state));
    }

    List<Column> columns() {
        return columns;
    }

    /// The renamed repository's old name serves again.
    void renameAgain() {
        admin.patch("/api/v1/repositories/team/new", "{\"name\":\"team/old\"}").expect(200);
        admin.patch("/api/v1/repositories/team/old", "{\"name\":\"team/new\"}").expect(200);
    }

    private void users() {
        addUser("admin", TestRegistry.PASSWORD);
        user("auditor", "auditor");
        user("stranger", "none");
        user("neighbour", "none", "owner other");
        for (String role : List.of("reader", "writer", "maintainer", "owner")) {
            user(role, "none", role + " team");
        }
        for (String role : List.of("reader", "writer", "owner")) {
            user("app-" + role, "none", role + " team/app");
        }
        user("conditioned", "none");
        admin.put(
                        "/api/v1/grants",
                        "{\"role\":\"owner\",\"to\":\"conditioned\",\"on\":\"team\",\"condition\":\"address == '192.0.2.1'\"}")
                .expect(201);
        user("team-writer", "none");
        admin.post("/api/v1/teams", "{\"name\":\"web\"}").expect(201);
        admin.put("/api/v1/teams/web/members/team-writer", "").expect(204);
        admin.put("/api/v1/teams/web/groups?provider=ldap&group=web", "").expect(204);
        grant("writer", "team:web", "team");
    }

    private void user(String name, String role, String... grants) {
        admin.post(
                        "/api/v1/users",
                        "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\",\"role\":\"" + role + "\"}")
                .expect(201);
        for (String grant : grants) {
            grant(grant.split(" ", -1)[0], name, grant.split(" ", -1)[1]);
        }
        addUser(name, PASSWORD);
    }

    private void grant(String role, String to, String on) {
        admin.put("/api/v1/grants", "{\"role\":\"" + role + "\",\"to\":\"" + to + "\",\"on\":\"" + on + "\"}")
                .expect(201);
    }

    private void addUser(String name, String password) {
        String login = basic(name, password);
        String token = token(name, password, "{\"name\":\"whole\"}");
        String scoped = token(name, password, "{\"name\":\"scoped\",\"scopes\":[\"pull:team/app\"]}");
        fixed(name, "password", login);
        login(name);
        fixed(name, "session", session(cookie(name)));
        fixed(name, "token", basic(name, token));
        fixed(name, "token-bearer", bearer(token));
        fixed(name, "scoped", basic(name, scoped));
        fixed(name, "scoped-bearer", bearer(scoped));
        columns.add(new Column(name, "access", (exact, narrow) -> minted(login, exact)));
        columns.add(new Column(name, "narrow", (exact, narrow) -> minted(login, narrow)));
        columns.add(new Column(name, "of-scoped", (exact, narrow) -> minted(basic(name, scoped), exact)));
    }

    /// Begins the browser's session of a user, for which it takes a provider otherwise.
    void login(String name) {
        DatabaseFingerprint.change(
                test, """
                INSERT INTO web_session (hash, account_id, credential_version, created_at, expires_at)
                SELECT ?, id, credential_version, 0, ? FROM account WHERE name = ?
                ON CONFLICT DO NOTHING
                """, digest(cookie(name)).substring("sha256:".length()), Long.MAX_VALUE / 2, name);
    }

    private static String cookie(String name) {
        return (name + "-".repeat(43)).substring(0, 43);
    }

    private String token(String name, String password, String body) {
        return admin.as(name, password)
                .post("/api/v1/tokens", body)
                .expect(201)
                .json()
                .path("secret")
                .asString();
    }

    private void fixed(String who, String credential, String header) {
        columns.add(new Column(who, credential, (exact, narrow) -> header));
    }

    private String minted(String credential, String scope) {
        return minted.computeIfAbsent(credential + " " + scope, key -> client.token(credential, scope));
    }

    private void robots() {
        robot("pull", admin, "pull:team/app");
        robot("push", admin, "push,delete:team/app");
        ApiClient maker = admin.user("maker");
        grant("owner", "maker", "team");
        robot("orphan", maker, "pull,push:team/app");
        admin.delete("/api/v1/grants?role=owner&to=maker&on=team").expect(204);
        robot("reader", admin);
        grant("reader", "team+reader", "team");
        makeRobot("ci", admin, "pull:team/app");
        String ended = makeRobot("ended", admin, "pull,push,delete:team/app");
        String login = basic("team+ended", ended);
        fixed("robot-ended", "secret", login);
        fixed("robot-ended", "secret-bearer", bearer(ended));
        fixed("robot-ended", "access", client.token(login, "repository:team/app:pull,push,delete"));
        admin.patch("/api/v1/robots/team+ended", "{\"disabled\":true}").expect(200);
    }

    private void robot(String name, ApiClient maker, String... allow) {
        String secret = makeRobot(name, maker, allow);
        String login = basic("team+" + name, secret);
        fixed("robot-" + name, "secret", login);
        fixed("robot-" + name, "secret-bearer", bearer(secret));
        columns.add(new Column("robot-" + name, "access", (exact, narrow) -> minted(login, exact)));
        columns.add(new Column("robot-" + name, "narrow", (exact, narrow) -> minted(login, narrow)));
    }

    private static String makeRobot(String name, ApiClient maker, String... allow) {
        String rules = allow.length == 0 ? "" : "\"" + String.join("\",\"", allow) + "\"";
        return maker.post("/api/v1/robots", "{\"name\":\"team+" + name + "\",\"allow\":[" + rules + "]}")
                .expect(201)
                .json()
                .path("secret")
                .asString();
    }

    /// Those who are not, or no longer, anybody.
    private void nobodies() {
        fixed("anonymous", "none-at-all", "");
        columns.add(new Column("anonymous-token", "access", (exact, narrow) -> minted("", exact)));
        columns.add(new Column("anonymous-token", "narrow", (exact, narrow) -> minted("", narrow)));
        user("disabled", "none", "owner team");
        columns.removeIf(column -> column.who().equals("disabled")
                && List.of("access", "narrow", "of-scoped").contains(column.credential()));
        fixed("disabled", "access", client.token(basic("disabled", PASSWORD), "repository:team/app:pull,push,delete"));
        admin.patch("/api/v1/users/disabled", "{\"disabled\":true}").expect(200);
        String forged = "entrepot_pat_" + "a".repeat(46);
        fixed("wrong", "password", basic("reader", "not the password"));
        fixed("wrong", "token", basic("reader", forged));
        fixed("wrong", "token-bearer", bearer(forged));
        fixed("wrong", "access", bearer("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."));
    }
}
