package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.PlainClient.Ask;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.rest.Route;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/// What strangers are told about a place that is hidden from them is, byte for byte, what they are told about one that
/// does not exist.
@DisplayName("A stranger's answers")
final class StrangerTest {
    private static final Set<String> STRANGERS =
            Set.of("anonymous", "anonymous-token", "stranger", "conditioned", "robot-orphan", "neighbour");
    private static final Pattern UPLOAD = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|uploads/[^/\\]]+|uuid=\\[[^]]+]");

    private static final int AT_ONCE = 4;

    private final Queue<String> differences = new ConcurrentLinkedQueue<>();
    private final AtomicInteger compared = new AtomicInteger();

    /// A hidden place.
    ///
    /// @param state what fills the requests about it
    private record Hidden(String state, String name) {
        String namespace() {
            return name.substring(0, name.indexOf('/'));
        }

        /// Names of the same length that nothing has: one in the same namespace, one in none.
        List<String> twins() {
            String repository = "q".repeat(name.length() - namespace().length() - 1);
            return List.of(
                    namespace() + "/" + repository, "q".repeat(namespace().length()) + "/" + repository);
        }
    }

    private static final List<Hidden> PLACES = List.of(
            new Hidden("private", "team/app"),
            new Hidden("renamed", "team/old"),
            new Hidden("renamed", "team/new"),
            new Hidden("deleted", "team/gone"));

    @OnBothDatabases
    void areTheSameForWhatIsHiddenAndForWhatIsNot(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test, Map.of());
                PlainClient client = new PlainClient(admin.registry().port())) {
            MatrixWorld world = MatrixWorld.make(test, admin, client);
            List<MatrixWorld.Column> strangers = world.columns().stream()
                    .filter(column -> STRANGERS.contains(column.who()))
                    .toList();
            List<Future<?>> comparisons = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
                for (Hidden place : PLACES) {
                    for (Ask ask : asks(admin.registry().routes(), new MatrixRequests(world), place)) {
                        for (MatrixWorld.Column stranger : strangers) {
                            comparisons.add(pool.submit(() -> compare(client, stranger, ask, place)));
                        }
                    }
                }
            }
            for (Future<?> comparison : comparisons) {
                assertThat(comparison.state()).isEqualTo(Future.State.SUCCESS);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared.get()).isGreaterThan(5_000);
        System.out.printf("a stranger's answers: %d compared%n", compared.get());
    }

    /// Requests of every route that concerns a place, and some that routes do not tell.
    private static Set<Ask> asks(List<Route> routes, MatrixRequests requests, Hidden place) {
        Stream<Ask> ofRoutes = routes.stream()
                .flatMap(route -> Stream.of(
                        requests.of(route, route.label(), place.state(), true, ""),
                        requests.of(route, route.label(), place.state(), false, "")));
        Stream<Ask> others = Stream.of(
                        "GET /v2/{place}/blobs/{spare} Range bytes=0-3",
                        "GET /v2/{place}/blobs/{spare} If-None-Match \"{spare}\"",
                        "GET /v2/{place}/blobs/not-a-digest",
                        "HEAD /v2/{place}/manifests/v1",
                        "GET /v2/{place}/manifests/{manifest}",
                        "HEAD /v2/{place}/manifests/{manifest} Accept application/json",
                        "DELETE /v2/{place}/manifests/v1 If-Match \"{manifest}\"",
                        "GET /v2/{place}/referrers/{manifest}",
                        "GET /v2/{place}/referrers/{manifest}?artifactType=a%2Fb",
                        "GET /v2/{place}/tags/list?n=0",
                        "GET /v2/{place}/tags/list?last=a",
                        "PUT /v2/{place}/tags/list",
                        "POST /v2/{place}/manifests/v1",
                        "POST /v2/{place}/blobs/uploads/?mount={spare}&from={place}",
                        "POST /v2/{place}/blobs/uploads/?mount={spare}",
                        "POST /v2/{place}/blobs/uploads/",
                        "GET /api/v1/grants?on={namespace}",
                        "GET /api/v1/grants?on={place}&to=owner",
                        "GET /api/v1/why?action=push&resource={place}:v1",
                        "GET /api/v1/why?action=delete&resource={place}&as=owner",
                        "GET /api/v1/why?action=read&resource={namespace}",
                        "GET /api/v1/why?action=configure&resource={namespace}&as=owner",
                        "GET /api/v1/why?action=read&resource={place}&as=nobody",
                        "GET /api/v1/repositories?namespace={namespace}&visibility=private",
                        "GET /api/v1/robots/{namespace}+ci",
                        "GET /api/v1/audit?namespace={namespace}&actor=owner",
                        "GET /api/v1/trash?on={place}",
                        "DELETE /api/v1/trash?image={place}:v1",
                        "DELETE /api/v1/trash?image={namespace}",
                        "DELETE /api/v1/images/{place}?reference=v1",
                        "DELETE /api/v1/images/{place}?reference={manifest}&untag=true",
                        "GET /api/v1/forecasts/{place}",
                        "DELETE /api/v1/namespaces/{namespace} If-Match \"1\"",
                        "DELETE /api/v1/repositories/{place}")
                .map(text -> ask(requests, text, place));
        Pattern concerned = word(place.namespace());
        Set<Ask> asks = new LinkedHashSet<>();
        Stream.concat(ofRoutes, others)
                .map(ask -> renamed(
                        ask, text -> text.replace(MatrixWorld.PLACES.getOrDefault(place.state(), ""), place.name())))
                .filter(ask -> concerned.matcher(ask.path()).find()
                        || concerned.matcher(ask.body()).find())
                .forEach(asks::add);
        return asks;
    }

    private static Ask ask(MatrixRequests requests, String text, Hidden place) {
        String[] parts = text.split(" ", -1);
        String[] headers = parts.length < 3 ? new String[0] : new String[] {parts[2], parts[3]};
        return requests.ask(parts[0], parts[1], place.state(), headers);
    }

    private void compare(PlainClient client, MatrixWorld.Column stranger, Ask ask, Hidden place) {
        String hidden = answer(client, stranger, ask, place.name());
        for (String twin : place.twins()) {
            String namespace = twin.substring(0, twin.indexOf('/'));
            Ask ofTwin = renamed(
                    ask,
                    text -> word(place.namespace())
                            .matcher(text.replace(place.name(), twin))
                            .replaceAll(namespace));
            if (ofTwin.equals(ask)) {
                continue;
            }
            String absent = answer(client, stranger, ofTwin, twin);
            compared.incrementAndGet();
            if (!neutral(hidden, place.name()).equals(neutral(absent, twin))) {
                differences.add(stranger.who() + " by " + stranger.credential() + ": " + ask + "\n" + hidden + "\n"
                        + ofTwin + "\n" + absent);
            }
        }
    }

    private static String answer(PlainClient client, MatrixWorld.Column stranger, Ask ask, String name) {
        String credential =
                stranger.headers().of("repository:" + name + ":pull,push,delete", "repository:" + name + ":pull");
        HttpResponse<byte[]> answer = client.send(ask, credential);
        assertThat(answer.statusCode()).as(ask.toString()).isNotEqualTo(429).isLessThan(500);
        return PlainClient.whole(answer);
    }

    private static String neutral(String answer, String name) {
        String namespace = name.substring(0, name.indexOf('/'));
        return word(namespace).matcher(answer.replace(name, "(name)")).replaceAll("(namespace)");
    }

    private static Pattern word(String text) {
        return Pattern.compile("\\b" + text + "\\b");
    }

    private static Ask renamed(Ask ask, java.util.function.UnaryOperator<String> change) {
        return Ask.of(
                ask.method(),
                change.apply(ask.path()),
                change.apply(ask.body()),
                ask.headers().toArray(String[]::new));
    }

    @OnBothDatabases
    void areListingsInWhichNothingHiddenIs(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test, Map.of());
                PlainClient client = new PlainClient(admin.registry().port())) {
            for (MatrixWorld.Column column :
                    MatrixWorld.make(test, admin, client).columns()) {
                if (!STRANGERS.contains(column.who())) {
                    continue;
                }
                String credential = column.headers().of("registry:catalog:*", "");
                for (String path : List.of(
                        "/v2/_catalog",
                        "/v2/_catalog?last=team/a",
                        "/api/v1/repositories",
                        "/api/v1/repositories?namespace=team",
                        "/api/v1/namespaces",
                        "/api/v1/quota",
                        "/api/v1/grants")) {
                    assertThat(TestRegistry.text(client.send(Ask.of("GET", path, ""), credential)))
                            .as("%s by %s: %s", column.who(), column.credential(), path)
                            .doesNotContain("team/app", "team/new", "team/old", "team/gone")
                            .doesNotContain(path.equals("/api/v1/grants") ? "nothing" : "\"team\"");
                }
            }
        }
    }

    @OnBothDatabases
    void aMountFromAHiddenRepositoryIsAnOrdinaryUpload(TestDatabase test) {
        try (ApiClient admin = ApiClient.admin(test, Map.of());
                PlainClient client = new PlainClient(admin.registry().port())) {
            MatrixWorld world = MatrixWorld.make(test, admin, client);
            MatrixRequests requests = new MatrixRequests(world);
            for (MatrixWorld.Column column : world.columns()) {
                if (!column.who().equals("neighbour")
                        || column.credential().contains("scoped")
                        || column.credential().equals("session")) {
                    continue;
                }
                String credential = column.headers()
                        .of("repository:other/app:pull,push repository:team/app:pull", "repository:other/app:push");
                for (String hidden : List.of("team/app", "team/old", "team/new", "team/gone")) {
                    String mount = "/v2/other/app/blobs/uploads/?mount={spare}&from=";
                    HttpResponse<byte[]> there =
                            client.send(requests.ask("POST", mount + hidden, "private"), credential);
                    HttpResponse<byte[]> absent =
                            client.send(requests.ask("POST", mount + "team/none", "private"), credential);

                    assertThat(there.statusCode()).as(TestRegistry.text(there)).isEqualTo(202);
                    assertThat(withoutUpload(there)).isEqualTo(withoutUpload(absent));
                }
            }
        }
    }

    private static String withoutUpload(HttpResponse<byte[]> answer) {
        return UPLOAD.matcher(PlainClient.whole(answer)).replaceAll("(upload)");
    }
}
