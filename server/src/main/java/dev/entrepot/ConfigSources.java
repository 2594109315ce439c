package dev.entrepot;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where settings come from. The first that has one wins: command line, system properties, environment, file.
final class ConfigSources {
    private static final String FILE_LIST_ITEM = "\\[\\d+]$";

    private final SmallRyeConfig config;
    private final Set<String> fileKeys;
    private final Set<String> otherKeys;
    private final Set<String> variables;

    private ConfigSources(SmallRyeConfig config, Set<String> fileKeys, Set<String> otherKeys, Set<String> variables) {
        this.config = config;
        this.fileKeys = fileKeys;
        this.otherKeys = otherKeys;
        this.variables = variables;
    }

    /// No source has anything.
    static ConfigSources none() {
        return of(Map.of(), Map.of(), Map.of(), Optional.empty());
    }

    /// @param commandLine settings by their names
    /// @param properties system properties; those that begin with `entrepot.` count
    /// @param environment environment variables; those that begin with `ENTREPOT_` count
    /// @param file a YAML file, when there is one
    static ConfigSources of(
            Map<String, String> commandLine,
            Map<String, String> properties,
            Map<String, String> environment,
            Optional<Path> file) {
        Map<String, String> inFile = file.map(ConfigSources::read).orElse(Map.of());
        Set<String> fileKeys = new TreeSet<>();
        inFile.keySet().forEach(key -> fileKeys.add(key.replaceFirst(FILE_LIST_ITEM, "")));
        Set<String> variables = new TreeSet<>(environment.keySet());
        variables.removeIf(name -> !name.startsWith("ENTREPOT_"));
        // No default interceptors: a password may hold ${…} and stays as it is.
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(prefixed(commandLine), "the command line", 500),
                        new PropertiesConfigSource(ours(properties), "a system property", 400),
                        new EnvConfigSource(given(environment, variables), 300),
                        new PropertiesConfigSource(
                                prefixed(inFile), file.map(Path::toString).orElse("no file"), 200))
                .build();
        Set<String> otherKeys = new TreeSet<>(commandLine.keySet());
        ours(properties).keySet().forEach(key -> otherKeys.add(key.substring(ConfigKey.PREFIX.length())));
        return new ConfigSources(config, fileKeys, otherKeys, variables);
    }

    /// The value as it was written; empty when there is none.
    Optional<String> value(String name) {
        return Optional.ofNullable(
                        config.getConfigValue(ConfigKey.PREFIX + name).getValue())
                .map(String::strip);
    }

    /// All values of a list.
    List<String> values(String name) {
        return config.getOptionalValues(ConfigKey.PREFIX + name, String.class)
                .map(values -> values.stream().map(String::strip).toList())
                .orElse(List.of());
    }

    /// Which source gave the value, in words.
    String origin(String name) {
        String source = config.getConfigValue(ConfigKey.PREFIX + name).getConfigSourceName();
        return source == null || source.startsWith("EnvConfigSource")
                ? "the environment"
                : source.replaceFirst("^PropertiesConfigSource\\[source=(.*)]$", "$1");
    }

    /// What stands for NAME in `PREFIX.NAME.LEAF` anywhere, sorted. A variable of the environment counts when it ends
    /// in one of the leaves.
    Set<String> names(String prefix, List<String> leaves) {
        Set<String> names = new TreeSet<>();
        Stream.concat(fileKeys.stream(), otherKeys.stream())
                .filter(key -> key.startsWith(prefix + "."))
                .map(key -> key.substring(prefix.length() + 1))
                .filter(rest -> rest.indexOf('.') > 0)
                .forEach(rest -> names.add(rest.substring(0, rest.indexOf('.'))));
        String start = ConfigKey.variable(prefix) + "_";
        for (String variable : variables) {
            leaves.stream()
                    .map(leaf -> "_" + ConfigKey.screaming(leaf))
                    .filter(end -> variable.startsWith(start)
                            && variable.endsWith(end)
                            && variable.length() > start.length() + end.length())
                    .max(Comparator.comparingInt(String::length))
                    .map(end -> variable.substring(start.length(), variable.length() - end.length()))
                    .ifPresent(name -> names.add(name.toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        return names;
    }

    /// The keys that stand in the file, sorted.
    Set<String> fileKeys() {
        return fileKeys;
    }

    /// The variables of the environment that begin with `ENTREPOT_`, sorted.
    Set<String> variables() {
        return variables;
    }

    private static Map<String, String> read(Path file) {
        try {
            Map<String, String> plain = new HashMap<>();
            // A key written with its dots comes in quotes: `http.listen: …` is as good as a section.
            new YamlConfigSource(file.toString(), Files.readString(file), 200)
                    .getProperties()
                    .forEach((key, value) -> plain.put(key.replace("\"", ""), value));
            return plain;
        } catch (IOException unreadable) {
            throw new ConfigException("cannot read the configuration file " + file, unreadable);
        } catch (RuntimeException notYaml) {
            throw new ConfigException(file + " is not sound YAML: " + notYaml.getMessage(), notYaml);
        }
    }

    private static Map<String, String> prefixed(Map<String, String> settings) {
        Map<String, String> prefixed = new HashMap<>();
        settings.forEach((name, value) -> prefixed.put(ConfigKey.PREFIX + name, value));
        return prefixed;
    }

    private static Map<String, String> ours(Map<String, String> properties) {
        Map<String, String> ours = new HashMap<>(properties);
        ours.keySet().removeIf(name -> !name.startsWith(ConfigKey.PREFIX));
        return ours;
    }

    private static Map<String, String> given(Map<String, String> environment, Set<String> variables) {
        Map<String, String> given = new HashMap<>(environment);
        given.keySet().retainAll(variables);
        return given;
    }
}
