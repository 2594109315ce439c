package dev.entrepot.scanning;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the config of an image says about running it (image-spec, "OCI Image Configuration").
///
/// @param os `linux`; empty where it does not say
/// @param created as written
/// @param environment `NAME=value` each, as written
/// @param ports `8080/tcp` each, sorted
/// @param diffIds of its layers after decompression, the lowest first
public record ImageConfig(
        String os,
        String architecture,
        String variant,
        String created,
        String user,
        List<String> entrypoint,
        List<String> command,
        String workingDirectory,
        List<String> environment,
        List<String> ports,
        List<String> volumes,
        Map<String, String> labels,
        List<String> diffIds) {
    /// Of an image whose config is not known.
    public static final ImageConfig UNKNOWN = new ImageConfig(
            "", "", "", "", "", List.of(), List.of(), "", List.of(), List.of(), List.of(), Map.of(), List.of());

    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        ports = List.copyOf(ports);
        volumes = List.copyOf(volumes);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        diffIds = List.copyOf(diffIds);
    }
}
