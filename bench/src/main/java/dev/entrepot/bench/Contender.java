package dev.entrepot.bench;

import java.util.EnumSet;
import java.util.Set;

/// Who is compared. The order is that of the columns.
enum Contender {
    ENTREPOT("Entrepot"),
    DISTRIBUTION("distribution v3"),
    DOCKER_REGISTRY("docker-registry"),
    NGINX("nginx");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /// All but nginx, which only sends files.
    static Set<Contender> registries() {
        return EnumSet.of(ENTREPOT, DISTRIBUTION, DOCKER_REGISTRY);
    }
}
