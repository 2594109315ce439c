package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.content.Content;
import dev.entrepot.content.Deletion;
import dev.entrepot.content.Forecasts;
import dev.entrepot.content.Outlook;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// `/api/v1/forecasts`: what a deletion would take, and which bytes would come back.
final class ForecastRoutes {
    private static final String FORECASTS = "/api/v1/forecasts";

    private final Forecasts forecasts;
    private final InstantSource clock;

    ForecastRoutes(Content content, InstantSource clock) {
        this.forecasts = content.forecasts();
        this.clock = clock;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.forecasts.namespace", "GET", FORECASTS)
                                .needs(Action.SELF)
                                .mayNeed(Action.NAMESPACE_ADMINISTER)
                                .query("namespace"),
                        this::namespace),
                guard.repository(
                        Route.of("api.forecasts.get", "GET", FORECASTS + "/{repository...}")
                                .needs(Action.DELETE)
                                .mayNeed(Action.CONFIGURE, Action.NAMESPACE_CONFIGURE)
                                .query("reference", "allTags"),
                        RepositoryRoutes::name,
                        this::content));
    }

    private Response namespace(Call call) {
        String text = call.requiredQuery("namespace");
        String name = Call.parsed("namespace", () -> Place.parse(text)).namespace();
        call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, name);
        return forecasts
                .ofNamespace(name)
                .map(whole -> TrashBodies.forecast(name, whole, until(whole.keepUntil())))
                .orElseGet(() -> Refusals.absent(Action.Resource.NAMESPACE));
    }

    private Response content(Call call) {
        RepositoryName name = call.repository();
        if (call.query("reference").isEmpty()) {
            return forecasts
                    .ofRepository(name)
                    .map(whole -> TrashBodies.forecast(name.text(), whole, until(whole.keepUntil())))
                    .orElseGet(RepositoryBodies::absent);
        }
        Reference reference = DeletionRoutes.reference(call);
        String image = Meant.text(name, reference);
        boolean allTags = DeletionRoutes.flag(call, "allTags");
        return switch (forecasts.of(name, reference, allTags, DeletionRoutes.lifting(call, name))) {
            case Outlook.Forecast forecast -> TrashBodies.forecast(name, image, forecast, until(forecast.keepUntil()));
            case Outlook.Obstacle(Deletion reason) -> TrashBodies.refused(name, image, reason);
        };
    }

    /// Empty where nothing is kept.
    private Optional<Instant> until(Instant keepUntil) {
        return Optional.of(keepUntil).filter(time -> time.isAfter(clock.instant()));
    }
}
