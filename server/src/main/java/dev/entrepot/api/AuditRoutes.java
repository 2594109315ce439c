package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.audit.Audit;
import dev.entrepot.audit.AuditEntry;
import dev.entrepot.audit.AuditFilter;
import dev.entrepot.audit.AuditPage;
import dev.entrepot.audit.Verification;
import dev.entrepot.authority.Author;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `/api/v1/audit`: what was done and what was refused.
final class AuditRoutes {
    private static final String AUDIT = "/api/v1/audit";
    private static final String LINES = "application/x-ndjson";

    /// Bytes of an export that are sent at once.
    private static final int CHUNK = 64 * 1024;

    private final Audit audit;

    AuditRoutes(Audit audit) {
        this.audit = audit;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.audit.list", "GET", AUDIT)
                                .needs(Action.SELF)
                                .mayNeed(Action.AUDIT, Action.NAMESPACE_ADMINISTER)
                                .query("since", "until", "namespace", "actor", "action", "outcome")
                                .paged(),
                        this::list),
                guard.registry(
                        Route.of("api.audit.verify", "GET", AUDIT + "/verify").needs(Action.AUDIT), this::verify));
    }

    /// Owners read what concerns their namespace; admins and auditors everything.
    private Response list(Call call) {
        String namespace = text(call, "namespace");
        if (namespace.isEmpty()) {
            call.require(Action.AUDIT);
        } else if (!call.allows(Action.AUDIT)) {
            call.requireOnNamespace(Action.NAMESPACE_ADMINISTER, namespace);
        }
        AuditFilter filter = filter(call, namespace);
        Page page = call.page();
        if (call.request().header("Accept").orElse("").contains(LINES)) {
            return lines(filter);
        }
        AuditPage found = audit.entries().page(filter, page.after(), page.limit());
        return Response.json(
                200,
                JsonWriter.document(json ->
                        json.array("items", found.entries(), AuditRoutes::write).putText("next", found.next())));
    }

    private static AuditFilter filter(Call call, String namespace) {
        String outcome = text(call, "outcome");
        if (!outcome.isEmpty() && !outcome.equals("done") && !outcome.equals("refused")) {
            throw RefusedException.invalid("outcome: expected done or refused");
        }
        AuditFilter filter = AuditFilter.ALL
                .namespace(namespace)
                .actor(text(call, "actor"))
                .action(text(call, "action"))
                .outcome(outcome);
        Optional<Instant> since = time(call, "since");
        Optional<Instant> until = time(call, "until");
        filter = since.isPresent() ? filter.since(since.get()) : filter;
        return until.isPresent() ? filter.until(until.get()) : filter;
    }

    private static String text(Call call, String name) {
        return call.query(name).orElse("");
    }

    private static Optional<Instant> time(Call call, String name) {
        return call.query(name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException _) {
                throw RefusedException.invalid(name + ": expected a time such as 2026-01-31T10:00:00Z");
            }
        });
    }

    /// All that fits the filter, the oldest first, an object per line.
    private Response lines(AuditFilter filter) {
        return new Response(
                200,
                List.of(new Response.Header("Content-Type", LINES)),
                new Response.Body.Streamed(sink -> export(filter, sink)));
    }

    private void export(AuditFilter filter, Response.Sink sink) throws IOException {
        ByteArrayOutputStream waiting = new ByteArrayOutputStream(2 * CHUNK);
        try {
            audit.entries().export(filter, entry -> {
                waiting.writeBytes(JsonWriter.document(json -> write(json, entry)));
                waiting.write('\n');
                if (waiting.size() >= CHUNK) {
                    flush(waiting, sink);
                }
            });
            flush(waiting, sink);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void flush(ByteArrayOutputStream waiting, Response.Sink sink) {
        try {
            if (waiting.size() > 0) {
                sink.write(waiting.toByteArray());
                waiting.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(JsonWriter json, AuditEntry entry) {
        Author author = entry.author();
        json.putNumber("number", Optional.of(entry.number()).filter(number -> number > 0))
                .put("id", entry.id())
                .putExact("at", entry.at())
                .object(
                        "actor",
                        actor -> actor.put("kind", author.kind().id())
                                .put("name", author.name())
                                .put("id", author.id()))
                .put("credential", author.credential())
                .put("address", author.address())
                .put("action", entry.action())
                .put("outcome", entry.outcome().id())
                .put("namespace", entry.namespace())
                .put("resource", entry.resource())
                .texts("detail", entry.detail())
                .put("requestId", author.requestId());
    }

    private Response verify(Call call) {
        Verification found = audit.verify();
        return Response.json(
                200,
                JsonWriter.document(json -> json.put("sound", found.sound())
                        .put("entries", found.entries())
                        .put("checkpoints", found.checkpoints())
                        .put("firstNumber", found.firstNumber())
                        .put("lastNumber", found.lastNumber())
                        .put("sinceCheckpoint", found.sinceCheckpoint())
                        .put("unchained", found.unchained())
                        .texts("problems", found.problems())));
    }
}
