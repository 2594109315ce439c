package dev.entrepot;

import dev.entrepot.cli.EntrepotCommand;
import dev.entrepot.cli.RunningServer;
import dev.entrepot.cli.ServeOptions;
import dev.entrepot.cli.WrongUsageException;
import dev.entrepot.http.HttpConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The program `entrepot`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(EntrepotCommand.run(args, Main::serve));
    }

    private static RunningServer serve(ServeOptions options) {
        Map<String, String> properties = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(ConfigKey.PREFIX))
                .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
        try {
            Config config = Config.load(options.settings(), properties, System.getenv(), options.configFile());
            return new Serving(config, Registry.start(config));
        } catch (ConfigException unusable) {
            throw new WrongUsageException(unusable);
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
