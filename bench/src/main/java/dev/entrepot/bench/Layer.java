package dev.entrepot.bench;

import java.util.List;
import java.util.stream.Collectors;

/// A blob as a manifest names it.
record Layer(String digest, long size) {

    static String manifest(Layer config, List<Layer> layers) {
        return """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        RegistryClient.MANIFEST_TYPE,
                        config.descriptor("application/vnd.oci.image.config.v1+json"),
                        layers.stream()
                                .map(layer -> layer.descriptor("application/vnd.oci.image.layer.v1.tar+gzip"))
                                .collect(Collectors.joining(",")));
    }

    private String descriptor(String type) {
        return """
                {"mediaType":"%s","digest":"%s","size":%d}""".formatted(type, digest, size);
    }
}
