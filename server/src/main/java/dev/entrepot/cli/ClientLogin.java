package dev.entrepot.cli;

import dev.entrepot.client.Server;
import dev.entrepot.client.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `login --client docker|podman`: runs that client's own `login`, so that it alone knows its files and helpers.
final class ClientLogin {
    private ClientLogin() {}

    static int run(Call call, String named) throws InterruptedException {
        String client = call.value("--client");
        Server server = call.servers().server(named);
        String user = server.user().isEmpty()
                ? call.client(server).get(Target.of("whoami")).text("name")
                : server.user();
        List<String> command = new ArrayList<>(
                List.of(program(client, call.variable("PATH")), "login", "-u", user, "--password-stdin"));
        if (client.equals("podman") && "http".equals(server.url().getScheme())) {
            command.add("--tls-verify=false");
        }
        command.add(server.host());
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(call.surroundings().environment());
            builder.environment().keySet().removeIf(name -> name.startsWith("ENTREPOT_"));
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(server.secret().getBytes(StandardCharsets.UTF_8));
            }
            process.inputReader().lines().forEach(call::say);
            int status = process.waitFor();
            if (status != 0) {
                call.say("entrepot: %s ended with %d", String.join(" ", command), status);
            }
            return status == 0 ? ExitCode.DONE : ExitCode.FAILED;
        } catch (IOException absent) {
            call.say("entrepot: cannot run %s; is it installed? %s", client, FailureText.of(absent));
            return ExitCode.FAILED;
        }
    }

    private static String program(String client, String path) {
        return Arrays.stream(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, client))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElse(client);
    }
}
