package dev.entrepot.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `entrepot serve`: the registry, in the foreground, until SIGTERM or SIGINT.
@Command(
        name = "serve",
        description = "Run the registry in the foreground.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  entrepot serve                                   data in ./data, on 127.0.0.1:5000",
            "  entrepot serve --open                            no accounts, for this machine only",
            "  entrepot serve --data /srv/entrepot --listen 0.0.0.0:443 \\",
            "      --tls-cert fullchain.pem --tls-key privkey.pem",
            "  ENTREPOT_DATABASE_URL=postgresql://me:secret@db:5432/entrepot entrepot serve",
            "",
            "The first start makes the account `admin` with a random password in DATA/admin-password,",
            "or takes ENTREPOT_ADMIN_PASSWORD or ENTREPOT_ADMIN_PASSWORD_FILE.",
            "Every setting is described in docs/guide/configuration.md."
        })
final class ServeCommand implements Callable<Integer> {
    private final ServerStart serverStart;
    private final PrintWriter messages;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of everything that is kept. Default: ./data")
    private @Nullable Path data;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where to listen. Default: 127.0.0.1:5000")
    private @Nullable String listen;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in YAML. Default: DATA/entrepot.yaml, if there")
    private @Nullable Path config;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain in PEM; turns TLS on.")
    private @Nullable Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key of the certificate in PEM.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--open",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "any",
            description = "Anonymous callers may read and write. Only on a loopback address, unless --open=any.")
    private @Nullable String open;

    ServeCommand(ServerStart serverStart, PrintWriter messages) {
        this.serverStart = serverStart;
        this.messages = messages;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningServer server = serverStart.start(new ServeOptions(settings(), Optional.ofNullable(config)));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        messages.print(greeting(server));
        messages.flush();
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }

    private void stop(RunningServer server) {
        messages.println("Stopping: running transfers may finish.");
        server.close();
        messages.println("Stopped.");
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "data", data);
        put(settings, "http.listen", listen);
        put(settings, "http.tls-cert", tlsCert);
        put(settings, "http.tls-key", tlsKey);
        put(settings, "access.open", open);
        return settings;
    }

    private static void put(Map<String, String> settings, String name, @Nullable Object value) {
        if (value != null) {
            settings.put(name, value.toString());
        }
    }

    /// Where the server listens, and what to type next.
    private static String greeting(RunningServer server) {
        String host = server.url().substring(server.url().indexOf("://") + 3);
        StringBuilder text = new StringBuilder("Entrepot ")
                .append(Version.current())
                .append(" listens on ")
                .append(server.url())
                .append('\n');
        if (server.open()) {
            text.append("It is open: whoever reaches it may read and write, without an account.\n");
        } else {
            server.adminPasswordFile()
                    .ifPresent(file -> text.append("The password of admin is in ")
                            .append(file)
                            .append('\n'));
            text.append("Next:\n  docker login -u admin ").append(host).append('\n');
        }
        return text.append(server.open() ? "Next:\n" : "")
                .append("  docker tag alpine ")
                .append(host)
                .append("/demo/alpine\n  docker push ")
                .append(host)
                .append("/demo/alpine\n")
                .toString();
    }
}
