package dev.entrepot.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Logins of accounts seen before, first logins and a storm of wrong ones, all at once from one address.
final class LoginsRow implements Row {
    private static final Duration LENGTH = Duration.ofSeconds(20);
    private static final Duration FIRST_VISITS = Duration.ofSeconds(5);
    private static final Duration NAMES_COMPARED = Duration.ofSeconds(6);
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final int SEEN_PER_SECOND = 500;
    private static final int FIRST_PER_SECOND = 10;
    private static final int WRONG_PER_SECOND = 200;
    private static final int SEEN = 50;
    private static final int FIRST = FIRST_PER_SECOND * (int) LENGTH.toSeconds();

    /// Half of them exist.
    private static final int VICTIMS = 20;

    private static final int CONNECTIONS = 32;
    private static final String PASSWORD = "sesame of a benchmark";

    /// Of that password, as `htpasswd -B -C 10` writes it: a registry hashes as long for each, whoever shares it.
    private static final String BCRYPT = "$2y$10$abcdefghijklmnopqrstuuiTiSI2qmEk1wPBqgzf7UunvLtv/gW2i";

    private static final Target SOON = new Target.AtMost(500, "ms");
    private static final Measure SEEN_P50 = new Measure("500 logins/s of accounts seen before, p50", "ms");
    private static final Measure SEEN_P99 = new Measure("500 logins/s of accounts seen before, p99", "ms", SOON);
    private static final Measure FIRST_P50 = new Measure("10 first logins/s, p50", "ms");
    private static final Measure FIRST_P99 = new Measure("10 first logins/s, p99", "ms", SOON);
    private static final Measure NOT_LET_IN =
            new Measure("good logins that were not let in", "%", new Target.AtMost(0, "%"));
    private static final Measure WRONG_P50 = new Measure("200 wrong logins/s, p50", "ms");
    private static final Measure WRONG_P99 = new Measure("200 wrong logins/s, p99", "ms");
    private static final Measure WRONG_UNHASHED = new Measure("wrong logins told to come again (429)", "%");
    private static final Measure KNOWN = new Measure("wrong password of a known name, nothing else, p50", "ms");
    private static final Measure UNKNOWN =
            new Measure("password of an unknown name, nothing else, p50", "ms", new Target.AtMostTimesOwn(1.1, KNOWN));
    private static final Measure CPU = new Measure("logins, server CPU", "s");

    @Override
    public String name() {
        return "logins";
    }

    @Override
    public String what() {
        return "Each of " + SEEN + " accounts comes once, Entrepot warms up for " + WARM_UP.toSeconds()
                + " s. Then, for " + LENGTH.toSeconds() + " s, at a fixed pace and from one address: " + SEEN_PER_SECOND
                + " token requests a second of " + SEEN + " accounts that were seen before, " + FIRST_PER_SECOND
                + " a second of accounts that never came, and " + WRONG_PER_SECOND
                + " with ever new wrong passwords for " + VICTIMS
                + " names, half of which exist. Entrepot is asked for a token (Argon2id, 19 MiB, t=2); the others, which make no "
                + "tokens, for /v2/ with htpasswd (bcrypt, cost 10). A time counts from when the request was due; one "
                + "that never had its turn counts until the end.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                SEEN_P50,
                SEEN_P99,
                FIRST_P50,
                FIRST_P99,
                NOT_LET_IN,
                WRONG_P50,
                WRONG_P99,
                WRONG_UNHASHED,
                CPU,
                KNOWN,
                UNKNOWN);
    }

    @Override
    public void measure(Trial trial) throws IOException, InterruptedException {
        boolean ours = trial.contender() == Contender.ENTREPOT;
        try (Server server = ours ? trial.start() : trial.startWithPasswords(htpasswd(trial.folder()))) {
            if (ours) {
                addAccounts(server);
            }
            String path = ours ? "/auth/token?service=bench" : "/v2/";
            PacedLoad seen = new PacedLoad(
                    server.address(), path, i -> basic("seen" + i % SEEN, PASSWORD), SEEN_PER_SECOND, CONNECTIONS);
            PacedLoad first = new PacedLoad(
                    server.address(), path, i -> basic("first" + i, PASSWORD), FIRST_PER_SECOND, CONNECTIONS);
            IntFunction<String> guess = i -> basic("victim" + i % VICTIMS, "guess " + i);
            PacedLoad wrong = new PacedLoad(server.address(), path, guess, WRONG_PER_SECOND, CONNECTIONS);
            new PacedLoad(server.address(), path, i -> basic("seen" + i % SEEN, PASSWORD), FIRST_PER_SECOND, 2)
                    .run(FIRST_VISITS);
            if (ours) {
                // The others would still be working these off when the clock starts.
                seen.run(WARM_UP);
            }
            double cpu = server.cpuSeconds();
            PacedLoad.Outcome[] outcomes = new PacedLoad.Outcome[3];
            List<PacedLoad> loads = List.of(seen, first, wrong);
            Crew.run(loads.size(), i -> outcomes[i] = loads.get(i).run(LENGTH));
            trial.record(SEEN_P50, outcomes[0].millis(0.5));
            trial.record(SEEN_P99, outcomes[0].millis(0.99));
            trial.record(FIRST_P50, outcomes[1].millis(0.5));
            trial.record(FIRST_P99, outcomes[1].millis(0.99));
            double good = outcomes[0].answered(200) + outcomes[1].answered(200);
            trial.record(NOT_LET_IN, 100 - 100 * good / (outcomes[0].due() + outcomes[1].due()));
            trial.record(WRONG_P50, outcomes[2].millis(0.5));
            trial.record(WRONG_P99, outcomes[2].millis(0.99));
            trial.record(WRONG_UNHASHED, 100.0 * outcomes[2].answered(429) / outcomes[2].due());
            trial.record(CPU, server.cpuSeconds() - cpu);
            if (ours) {
                compareNames(trial, server, path);
            }
        }
    }

    /// Whether the time of a refusal tells which names there are.
    private static void compareNames(Trial trial, Server server, String path) throws IOException {
        List<IntFunction<String>> names = List.of(
                i -> basic("victim" + i % (VICTIMS / 2), "later " + i),
                i -> basic("victim" + (VICTIMS / 2 + i % (VICTIMS / 2)), "later " + i));
        List<Measure> measures = List.of(KNOWN, UNKNOWN);
        for (int i = 0; i < names.size(); i++) {
            // One after the other: side by side they would take turns in the slot for what is suspect.
            PacedLoad load = new PacedLoad(server.address(), path, names.get(i), FIRST_PER_SECOND, 1);
            trial.record(measures.get(i), load.run(NAMES_COMPARED).millis(0.5));
        }
    }

    private static Stream<String> accounts() {
        return Stream.of(
                        IntStream.range(0, SEEN).mapToObj(i -> "seen" + i),
                        IntStream.range(0, FIRST).mapToObj(i -> "first" + i),
                        IntStream.range(0, VICTIMS / 2).mapToObj(i -> "victim" + i))
                .flatMap(names -> names);
    }

    private static Path htpasswd(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("htpasswd"),
                accounts().map(name -> name + ":" + BCRYPT + "\n").collect(Collectors.joining()));
    }

    private static void addAccounts(Server server) throws IOException {
        try (Connection connection = new Connection(server.address())) {
            String[] login = server.login().split(":", 2);
            List<String> headers = List.of(basic(login[0], login[1]), "Content-Type: application/json");
            for (String name : accounts().toList()) {
                byte[] body = ("{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
                connection
                        .exchange("POST", "/api/v1/users", headers, new Body.Memory(ByteBuffer.wrap(body)))
                        .expect("POST /api/v1/users", 201);
            }
        }
    }

    private static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
