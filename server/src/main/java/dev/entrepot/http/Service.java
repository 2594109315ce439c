package dev.entrepot.http;

import dev.entrepot.telemetry.HttpMeters;
import dev.entrepot.telemetry.RequestLog;
import java.util.concurrent.Executor;

/// What all exchanges of a listener share.
///
/// @param threads runs blocking handlers, one virtual thread each
record Service(
        HttpConfig config,
        Router router,
        Forwarding forwarding,
        HttpMeters meters,
        RequestLog log,
        BodyPool pool,
        Executor threads,
        DateHeader date,
        Connections connections) {}
