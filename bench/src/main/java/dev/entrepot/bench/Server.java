package dev.entrepot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A running server, with what it has used so far. A server without a login (an empty one) asks for none.
record Server(Process process, InetSocketAddress address, String login, Duration readyAfter) implements AutoCloseable {

    /// Linux counts processor time in hundredths of a second, whatever its own tick.
    private static final double TICKS_PER_SECOND = 100;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
    private static final Pattern PARAMETER = Pattern.compile("(realm|service)=\"([^\"]*)\"");
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");

    /// The headers that admit a caller to those scopes; none where nobody is asked.
    List<String> admission(String... scopes) throws IOException {
        if (login.isEmpty()) {
            return List.of();
        }
        try (Connection connection = new Connection(address)) {
            String challenge =
                    connection.exchange("GET", "/v2/", List.of(), Body.none()).challenge();
            String query = Stream.concat(
                            Stream.of("service=" + encoded(parameter(challenge, "service"))),
                            Arrays.stream(scopes).map(scope -> "scope=" + encoded(scope)))
                    .collect(Collectors.joining("&"));
            String path = URI.create(parameter(challenge, "realm")).getPath() + "?" + query;
            String basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            Answer answer = connection
                    .exchange("GET", path, List.of("Authorization: Basic " + basic), Body.none())
                    .expect("GET " + path, 200);
            Matcher token = TOKEN.matcher(answer.body());
            if (!token.find()) {
                throw new IllegalStateException("no token in " + answer.body());
            }
            return List.of("Authorization: Bearer " + token.group(1));
        }
    }

    private static String parameter(String challenge, String name) {
        return PARAMETER
                .matcher(challenge)
                .results()
                .filter(found -> found.group(1).equals(name))
                .map(found -> found.group(2))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " in the challenge: " + challenge));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    RegistryClient client(String... repositories) throws IOException {
        String[] scopes = Arrays.stream(repositories)
                .map(repository -> "repository:" + repository + ":pull,push")
                .toArray(String[]::new);
        return new RegistryClient(new Connection(address), admission(scopes));
    }

    /// Processor seconds, in user and in kernel, of the server and its children.
    double cpuSeconds() {
        return processes().mapToLong(Server::ticks).sum() / TICKS_PER_SECOND;
    }

    private static long ticks(ProcessHandle process) {
        String stat = read(Path.of("/proc", Long.toString(process.pid()), "stat"));
        if (stat.isEmpty()) {
            return 0;
        }
        // The command's name may hold spaces; what follows its bracket begins with field 3, the state.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Arrays.stream(fields, 14 - 3, 18 - 3).mapToLong(Long::parseLong).sum();
    }

    /// Memory that is resident now, of the server and its children.
    long residentBytes() {
        return processes()
                .mapToLong(process -> read(Path.of("/proc", Long.toString(process.pid()), "status"))
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                        .sum())
                .sum();
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /// Empty when the process has ended meanwhile.
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = processes().toList();
        process.destroy();
        try {
            process.onExit().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
