package dev.entrepot.rest;

import dev.entrepot.http.ApiError;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;

/// The request gets this answer and goes no further. Only the guard catches it.
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Response answer;

    public RefusedException(Response answer) {
        super("answered " + answer.status(), null, false, false);
        this.answer = answer;
    }

    /// 400 `INVALID`: the message names the part and what was expected of it.
    public static RefusedException invalid(String message) {
        return new RefusedException(ErrorResponses.of(ApiError.INVALID, message, ""));
    }

    Response answer() {
        return answer;
    }
}
