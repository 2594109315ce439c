package dev.entrepot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.MatrixRules.Answer;
import dev.entrepot.MatrixRules.Cell;
import dev.entrepot.PlainClient.Ask;
import dev.entrepot.database.DatabaseFingerprint;
import dev.entrepot.database.OnBothDatabases;
import dev.entrepot.database.TestDatabase;
import dev.entrepot.rest.Route;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;

/// Every route of the server, asked by everybody, with every credential, about places in every state: all answers are
/// those of `authorization-matrix.txt`, and who is refused has changed nothing.
@DisplayName("The matrix of authorization")
final class AuthorizationMatrixTest {
    private static final int AT_ONCE = 4;

    /// Each password that is wrong costs a hash.
    private static final Set<String> WRONG_PASSWORDS_AT = Set.of("private", "no-repository");

    /// On PostgreSQL the decisions are the same code over the same rows: these show that the rows are.
    private static final Set<String> SAMPLE = Set.of(
            "anonymous",
            "stranger",
            "reader",
            "maintainer",
            "app-writer",
            "team-writer",
            "robot-push",
            "robot-orphan",
            "conditioned",
            "disabled");

    private static final Set<String> SAMPLE_CREDENTIALS =
            Set.of("none-at-all", "password", "scoped", "secret", "access");

    /// Where requests that are allowed, and then undone, leave traces. They are asked one by one.
    private static final Map<String, Set<String>> TRACES = Map.of(
            "api.aliases.remove", Set.of("repository", "repository_alias"),
            "api.namespaces.recount", Set.of("namespace_usage"),
            "auth.logout", Set.of("web_session"));

    private static final Map<String, String> SETTINGS = Map.of("access.failed-logins-per-source", "100000");

    private final MatrixRules rules = MatrixRules.read();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicInteger cells = new AtomicInteger();

    @OnBothDatabases
    void everyRouteAnswersEverybodyAsTheRulesSay(TestDatabase test) {
        boolean whole = test.config().url().isEmpty();
        long begun = System.nanoTime();
        try (ApiClient admin = ApiClient.admin(test, SETTINGS);
                PlainClient client = new PlainClient(admin.registry().port());
                DatabaseFingerprint fingerprint = DatabaseFingerprint.of(test)) {
            MatrixWorld world = MatrixWorld.make(test, admin, client);
            List<MatrixWorld.Column> columns = world.columns().stream()
                    .filter(column -> whole
                            || (SAMPLE.contains(column.who()) && SAMPLE_CREDENTIALS.contains(column.credential())))
                    .toList();
            List<Route> routes = admin.registry().routes();
            assertThat(routes.stream()
                            .filter(route ->
                                    !rules.knows(route.label(), route.path().toString()))
                            .map(Route::toString))
                    .as("routes that no rule names")
                    .isEmpty();
            for (Route route : routes) {
                ask(world, client, route, route.label(), columns, fingerprint);
                for (String variant : new MatrixRequests(world).variants(route)) {
                    ask(world, client, route, variant, columns, fingerprint);
                }
            }
        }
        System.out.printf(
                "authorization matrix: %d cells on %s in %d s%n",
                cells.get(), whole ? "SQLite" : "PostgreSQL", (System.nanoTime() - begun) / 1_000_000_000);
        assertThat(List.copyOf(complaints)).isEmpty();
        assertThat(whole ? rules.unmet() : List.of()).as("met by no cell").isEmpty();
        assertThat(cells.get()).isGreaterThan(whole ? 10_000 : 2_000);
    }

    private void ask(
            MatrixWorld world,
            PlainClient client,
            Route route,
            String label,
            List<MatrixWorld.Column> columns,
            DatabaseFingerprint fingerprint) {
        String path = route.path().toString();
        Collection<String> states =
                rules.concernsAPlace(label, path) ? MatrixWorld.PLACES.keySet() : List.of("private");
        MatrixRequests requests = new MatrixRequests(world);
        List<Runnable> refused = new ArrayList<>();
        List<Runnable> allowed = new ArrayList<>();
        for (String state : states) {
            for (MatrixWorld.Column column : columns) {
                if (column.who().equals("wrong")
                        && column.credential().equals("password")
                        && !WRONG_PASSWORDS_AT.contains(state)) {
                    continue;
                }
                Cell cell = cell(route, label, column, state);
                Answer expected = rules.expected(cell);
                (expected == Answer.ALLOWED ? allowed : refused)
                        .add(() -> ask(
                                world,
                                client,
                                cell,
                                expected,
                                asked(requests, route, column, cell, expected != Answer.ALLOWED)));
            }
        }
        if (refused.isEmpty() && allowed.isEmpty()) {
            complaints.add(route + " has no cell");
        }
        Map<String, List<String>> before = fingerprint.take();
        inParallel(refused, AT_ONCE);
        requireUnchanged(label + ", refused,", before, fingerprint.take());
        inParallel(allowed, TRACES.containsKey(route.label()) ? 1 : AT_ONCE);
        Map<String, List<String>> after = fingerprint.take();
        after.keySet().removeAll(TRACES.getOrDefault(route.label(), Set.of()));
        requireUnchanged(label + ", with a request that comes to nothing,", before, after);
    }

    private void ask(MatrixWorld world, PlainClient client, Cell cell, Answer expected, Asked asked) {
        HttpResponse<byte[]> answer = client.send(asked.request(), asked.credential());
        cells.incrementAndGet();
        if (!MatrixAnswers.fits(answer, asked.request(), expected, rules.nothingThere(cell))) {
            complaints.add(cell + " " + asked.request() + ": expected " + expected + ", got " + answer.statusCode()
                    + " " + PlainClient.header(answer, "WWW-Authenticate").orElse("") + " "
                    + TestRegistry.text(answer));
        }
        if (expected == Answer.ALLOWED
                && cell.route().equals("api.aliases.remove")
                && cell.state().equals("renamed")) {
            world.renameAgain();
        }
        if (cell.route().equals("auth.logout") && cell.credential().equals("session")) {
            world.login(cell.who());
        }
    }

    /// The registry's API and its token endpoint look at no cookies, and a dead cookie is none: there a browser is
    /// nobody.
    private static Cell cell(Route route, String label, MatrixWorld.Column column, String state) {
        String path = route.path().toString();
        boolean nobody = column.credential().equals("session")
                && (path.startsWith("/v2/")
                        || path.equals("/auth/token")
                        || column.who().equals("disabled"));
        return new Cell(
                label,
                path,
                route.method(),
                nobody ? "anonymous" : column.who(),
                nobody ? "none-at-all" : column.credential(),
                state);
    }

    private record Asked(Ask request, String credential) {}

    private Asked asked(MatrixRequests requests, Route route, MatrixWorld.Column column, Cell cell, boolean effective) {
        String need = rules.needs(cell.route(), cell.path()).getLast().getLast();
        String place = Optional.ofNullable(MatrixWorld.PLACES.get(cell.state())).orElseThrow();
        String credential = column.headers().of(MatrixScopes.exact(need, place), MatrixScopes.narrow(need, place));
        return new Asked(requests.of(route, cell.route(), cell.state(), effective, credential), credential);
    }

    private void requireUnchanged(String what, Map<String, List<String>> before, Map<String, List<String>> after) {
        after.forEach((table, now) -> {
            List<String> then = before.getOrDefault(table, List.of());
            if (!then.equals(now)) {
                List<String> more = new ArrayList<>(now);
                more.removeAll(then);
                List<String> less = new ArrayList<>(then);
                less.removeAll(now);
                complaints.add(what + " changed " + table + ": " + less + " became " + more);
            }
        });
    }

    private static void inParallel(List<Runnable> work, int threads) {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> done = new ArrayList<>();
            work.forEach(each -> done.add(pool.submit(each)));
            for (Future<?> each : done) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
