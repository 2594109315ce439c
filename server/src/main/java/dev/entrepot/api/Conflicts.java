package dev.entrepot.api;

import dev.entrepot.http.ApiError;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;

/// Answers to requests that are sound and meet something that stands against them.
final class Conflicts {
    private Conflicts() {}

    static Response of(String message) {
        return ErrorResponses.of(ApiError.CONFLICT, message, "");
    }
}
