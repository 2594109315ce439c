package dev.entrepot;

import dev.entrepot.access.AccessConfig;
import dev.entrepot.access.Secret;
import dev.entrepot.audit.AuditConfig;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.database.DatabaseConfig;
import dev.entrepot.federation.FederationConfig;
import dev.entrepot.http.HttpConfig;
import dev.entrepot.integrity.ScrubConfig;
import dev.entrepot.retention.RetentionConfig;
import dev.entrepot.scanning.ScanningConfig;
import dev.entrepot.storage.StorageConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole configuration: one record per section, each owned by the package that uses it.
///
/// @param adminPassword of the account that the very first start makes
public record Config(
        HttpConfig http,
        DatabaseConfig database,
        StorageConfig storage,
        AccessConfig access,
        ContentConfig content,
        FederationConfig federation,
        AuditConfig audit,
        ScrubConfig scrub,
        RetentionConfig retention,
        ScanningConfig scanning,
        Optional<Secret> adminPassword) {
    private static final Logger LOG = LoggerFactory.getLogger(Config.class);

    /// Looked for in the data folder when no file is named.
    static final String FILE_NAME = "entrepot.yaml";

    /// Read by clients and by the launcher, not by the server.
    private static final List<String> FOREIGN_VARIABLES = List.of(
            "ENTREPOT_CONFIG",
            "ENTREPOT_CREDENTIALS",
            "ENTREPOT_URL",
            "ENTREPOT_USER",
            "ENTREPOT_PASSWORD",
            "ENTREPOT_TOKEN");

    /// All defaults.
    public static Config defaults() {
        return ConfigSections.read(new Settings(ConfigSources.of(Map.of(), Map.of(), Map.of(), Optional.empty())));
    }

    /// Reads the configuration, or throws a {@link ConfigException} that names everything wrong with it.
    ///
    /// @param commandLine settings by their names; they win over all others
    /// @param file the file named by the caller; without it `entrepot.yaml` in the data folder counts, if there
    public static Config load(
            Map<String, String> commandLine,
            Map<String, String> properties,
            Map<String, String> environment,
            Optional<Path> file) {
        Optional<Path> named = file.or(
                () -> Optional.ofNullable(environment.get("ENTREPOT_CONFIG")).map(Path::of));
        ConfigSources withoutFile = ConfigSources.of(commandLine, properties, environment, named);
        Optional<Path> found = named.or(() -> inDataFolder(withoutFile));
        ConfigSources sources = named.isEmpty() && found.isPresent()
                ? ConfigSources.of(commandLine, properties, environment, found)
                : withoutFile;
        Settings settings = new Settings(sources);
        Config config = ConfigSections.read(settings);
        List<String> problems = new ArrayList<>(settings.problems());
        KnownKeys known = new KnownKeys(settings.keys());
        sources.fileKeys().forEach(key -> known.objection(key).ifPresent(problems::add));
        if (named.isEmpty() && sources.fileKeys().contains("data")) {
            problems.add("data: cannot stand in a file that was found in the data folder; say --data or ENTREPOT_DATA");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        sources.variables().stream()
                .filter(name -> !known.variable(name) && !FOREIGN_VARIABLES.contains(name))
                .forEach(name -> LOG.warn("event=unknown_variable name={} effect=ignored", name));
        return config;
    }

    private static Optional<Path> inDataFolder(ConfigSources sources) {
        Path data = sources.value("data").map(Path::of).orElse(StorageConfig.DEFAULT.data());
        return Optional.of(data.resolve(FILE_NAME)).filter(Files::isRegularFile);
    }
}
