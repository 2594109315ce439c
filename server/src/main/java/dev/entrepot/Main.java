package dev.entrepot;

import dev.entrepot.backup.RestoreOrder;
import dev.entrepot.backup.RestoreReport;
import dev.entrepot.backup.Watch;
import dev.entrepot.cli.EntrepotCommand;
import dev.entrepot.cli.RunningServer;
import dev.entrepot.cli.ServeOptions;
import dev.entrepot.cli.ServerStart;
import dev.entrepot.cli.StoppedRegistry;
import dev.entrepot.cli.WrongUsageException;
import dev.entrepot.http.HttpConfig;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.storage.filesystem.DataFolderInUseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The program `entrepot`.
public final class Main {
    /// Where bytes lie in a data folder.
    private static final String BLOBS = "blobs";

    private Main() {}

    public static void main(String[] args) {
        System.exit(EntrepotCommand.run(args, starts()));
    }

    static ServerStart starts() {
        return new Starts();
    }

    /// How registries come to be.
    private static final class Starts implements ServerStart {
        @Override
        public RunningServer start(ServeOptions options) {
            Config config = config(options);
            return configured(() -> new Serving(config, Registry.start(config)));
        }

        @Override
        public StoppedRegistry open(ServeOptions options) {
            Config config = config(options);
            Path data = config.storage().data();
            if (!Files.isDirectory(data.resolve(BLOBS))) {
                throw new WrongUsageException(new IllegalArgumentException(
                        data + " is no data folder of a registry: there is no folder " + BLOBS + " in it"));
            }
            try {
                return configured(() -> new Stopped(Registry.open(config)));
            } catch (DataFolderInUseException running) {
                throw new WrongUsageException(new IllegalStateException(
                        "a server runs on " + data + "; leave --data out to ask that one, or stop it first", running));
            }
        }

        @Override
        public RestoreReport restore(ServeOptions options, RestoreOrder order, Watch watch) {
            try {
                return Restoring.run(config(options), order, watch);
            } catch (DataFolderInUseException running) {
                throw new WrongUsageException(running);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    private static Config config(ServeOptions options) {
        Map<String, String> properties = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(ConfigKey.PREFIX))
                .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
        return configured(() -> Config.load(options.settings(), properties, System.getenv(), options.configFile()));
    }

    private static <T> T configured(Supplier<T> use) {
        try {
            return use.get();
        } catch (ConfigException unusable) {
            throw new WrongUsageException(unusable);
        }
    }

    /// What verbs with `--data` may know of the registry.
    private record Stopped(Registry registry) implements StoppedRegistry {
        @Override
        public Jobs jobs() {
            return registry.jobs();
        }

        @Override
        public void close() {
            registry.close();
        }
    }

    /// What `serve` may know of the registry that runs.
    private record Serving(Config config, Registry registry) implements RunningServer {
        @Override
        public String url() {
            HttpConfig http = config.http();
            String host = http.listenHost();
            return (http.tlsCert().isPresent() ? "https://" : "http://")
                    + (host.contains(":") ? "[" + host + "]" : host) + ":" + registry.port();
        }

        @Override
        public boolean open() {
            return config.access().open();
        }

        @Override
        public Optional<Path> adminPasswordFile() {
            return Optional.of(config.storage().data().resolve("admin-password"))
                    .filter(Files::isRegularFile);
        }

        @Override
        public void close() {
            registry.close();
        }
    }
}
