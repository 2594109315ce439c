package dev.entrepot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where and with what a run took place: without it the figures mean nothing.
final class Circumstances {

    private Circumstances() {}

    static List<String> describe(Options options) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        lines.add(Instant.now().truncatedTo(ChronoUnit.MINUTES) + ", " + processor() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores shared by server and driver, "
                + memory() + ", kernel " + System.getProperty("os.version") + ", Java " + Runtime.version()
                + "; everything over loopback.");
        lines.add("Load of the machine before the run: "
                + Files.readString(Path.of("/proc/loadavg")).substring(0, 14) + ".");
        lines.add(
                "Entrepot checks a token on every request; the other registries run without authentication, nginx sends "
                        + "a file. Each has a fresh data folder for each row, and its defaults.");
        for (Contender contender : Contender.values()) {
            List<String> command = options.commands().get(contender);
            if (command != null) {
                List<String> question = new ArrayList<>(command);
                question.add(contender == Contender.NGINX ? "-v" : "--version");
                lines.add(contender.title() + ": " + firstLine(question));
            }
        }
        return lines;
    }

    private static String firstLine(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        List<String> lines = text.lines().toList();
        // The path under which a programme was started says nothing about it.
        return lines.isEmpty() ? "says nothing" : lines.getLast().replaceAll("^/\\S*/", "");
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String memory() throws IOException {
        long kibibytes = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
        return String.format(Locale.ROOT, "%.0f GB", kibibytes / 1e6);
    }
}
