package dev.entrepot.api;

import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import java.util.ArrayList;
import java.util.List;

/// All routes below `/api/v1`, as `openapi.yaml` describes them.
public final class ApiRoutes {
    private final List<Endpoint> endpoints = new ArrayList<>();

    public ApiRoutes(Guard guard) {
        endpoints.addAll(new DescriptionRoutes().endpoints(guard));
    }

    public List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }
}
