package dev.entrepot.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Runs programs that must succeed.
final class Commands {
    private Commands() {}

    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(command[0] + " ended with " + status);
        }
    }

    /// Processor time, in user and in kernel, that a program takes; what it prints is thrown away.
    static double cpuSeconds(String... command) throws IOException, InterruptedException {
        String words = Arrays.stream(command)
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Process process = new ProcessBuilder("bash", "-c", "TIMEFORMAT='%U %S'; time " + words + " >/dev/null 2>&1")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command[0] + " failed: " + said);
        }
        return Arrays.stream(said.split(" ")).mapToDouble(Double::parseDouble).sum();
    }
}
