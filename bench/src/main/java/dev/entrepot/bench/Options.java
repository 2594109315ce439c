package dev.entrepot.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the command line asks for:
///
/// ```
/// --rows pull,push      only these rows
/// --without nginx,…     leave contenders out
/// --entrepot COMMAND    how to start Entrepot, in words separated by spaces (default: ./entrepot)
/// --distribution FILE   distribution's programme (default: the one that `make bench` installs)
/// --work DIR            where the servers' data go for the time of the run
/// --logs DIR            keep what the servers print
/// --output DIR          where the report goes
/// --blobs N             of which a tenth is collected (row collect)
/// --images N            that are matched again (row rematch)
/// --database DIR        with vulnerability data to import (row advisories, which is left out without it)
/// ```
record Options(
        List<String> rows,
        Map<Contender, List<String>> commands,
        Path work,
        Path memory,
        Optional<Path> logs,
        Path output,
        int blobs,
        int images,
        Optional<Path> database) {

    Options {
        rows = List.copyOf(rows);
        commands = Map.copyOf(commands);
    }

    boolean wants(Row row) {
        return rows.isEmpty() || rows.contains(row.name());
    }

    static Options parse(String... arguments) {
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException("every option takes a value: " + List.of(arguments));
        }
        String tools =
                System.getenv().getOrDefault("ENTREPOT_TOOLS", System.getProperty("user.home") + "/.cache/entrepot");
        String entrepot = "./entrepot";
        String distribution = tools + "/bin/registry";
        List<String> rows = List.of();
        List<String> without = List.of();
        Path work = Path.of(System.getProperty("java.io.tmpdir"));
        Path shared = Path.of("/dev/shm");
        Path memory = Files.isWritable(shared) ? shared : work;
        Optional<Path> logs = Optional.empty();
        Path output = Path.of("bench/results");
        int blobs = 20_000;
        int images = 10_000;
        Optional<Path> database = Optional.empty();
        for (int i = 0; i < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--rows" -> rows = list(value);
                case "--without" -> without = list(value.toLowerCase(Locale.ROOT));
                case "--entrepot" -> entrepot = value;
                case "--distribution" -> distribution = value;
                case "--work" -> work = Path.of(value);
                case "--logs" -> logs = Optional.of(Path.of(value));
                case "--output" -> output = Path.of(value);
                case "--blobs" -> blobs = Integer.parseInt(value);
                case "--images" -> images = Integer.parseInt(value);
                case "--database" -> database = Optional.of(Path.of(value));
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new Options(
                rows, commands(entrepot, distribution, without), work, memory, logs, output, blobs, images, database);
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Map<Contender, List<String>> commands(String entrepot, String distribution, List<String> without) {
        Map<Contender, List<String>> commands = new EnumMap<>(Contender.class);
        commands.put(Contender.ENTREPOT, List.of(entrepot.split(" ")));
        commands.put(Contender.DISTRIBUTION, List.of(distribution));
        commands.put(Contender.DOCKER_REGISTRY, List.of("docker-registry"));
        commands.put(Contender.NGINX, List.of("nginx"));
        commands.entrySet().removeIf(entry -> {
            String key = entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-');
            boolean left = without.contains(key);
            if (!left && !installed(entry.getValue().getFirst())) {
                System.err.println(entry.getKey().title() + " is not installed (" + entry.getValue() + "): left out");
                return true;
            }
            return left;
        });
        return commands;
    }

    private static boolean installed(String programme) {
        if (programme.contains("/")) {
            return Files.isExecutable(Path.of(programme));
        }
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin";
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, programme)));
    }
}
