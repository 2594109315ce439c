package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.AccessControl;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.Tags;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Handler;
import dev.entrepot.http.Response;
import dev.entrepot.http.Router;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.MalformedException;
import dev.entrepot.oci.Reference;
import dev.entrepot.policy.Gates;
import dev.entrepot.rest.Route;
import dev.entrepot.retention.Pulls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// All routes below `/v2/`, each with its name and the action that it needs.
public final class V2Router implements Router {
    private static final byte[] EMPTY_DOCUMENT = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final String READ = "GET, HEAD";

    private final Tags tags;
    private final Guard guard;
    private final BlobRoutes blobs;
    private final BlobUploadRoutes uploads;
    private final ManifestRoutes manifests;
    private final CountedPulls pulls;
    private final DeletionRoutes deletions;
    private final ListingRoutes listings;
    private final ReferrerRoutes referrers;

    /// What it works with.
    public record Services(Content content, Pulls pulls, Gates gates, AccessControl control, AuditLog audit) {}

    public V2Router(Services services, ContentConfig config) {
        Content content = services.content;
        AccessControl control = services.control;
        AuditLog audit = services.audit;
        Access access = control.access();
        PullGate gate = new PullGate(services.gates, access, audit);
        pulls = new CountedPulls(services.pulls, access);
        tags = content.tags();
        guard = new Guard(control.callers(), access, control.challenges(), audit);
        blobs = new BlobRoutes(content.blobs(), content.soundness(), access, gate);
        uploads = new BlobUploadRoutes(
                content.uploads(),
                new Mounts(content.blobs(), tags, access, services.gates),
                guard,
                new Refusals(access));
        deletions = new DeletionRoutes(content.trash(), access);
        manifests = new ManifestRoutes(content.manifests(), access, gate, config);
        listings = new ListingRoutes(content.tags(), content.repositories(), access);
        referrers = new ReferrerRoutes(content.referrers());
    }

    /// Its lines of the table of actions.
    public static List<Route> routes() {
        return V2Route.all();
    }

    /// Whether this router answers for the path.
    public static boolean owns(String rawPath) {
        return rawPath.startsWith(V2Path.PREFIX + "/") || rawPath.equals(V2Path.PREFIX);
    }

    @Override
    public Routed route(String method, String rawPath) {
        try {
            Optional<V2Path> path = V2Path.parse(rawPath);
            return path.map(p -> route(method, p)).orElseGet(() -> answer("v2.unknown", notFound(rawPath)));
        } catch (MalformedException e) {
            return answer("v2.malformed", ErrorResponses.of(e.code(), String.valueOf(e.getMessage()), e.detail()));
        }
    }

    private Routed route(String method, V2Path path) {
        boolean read = method.equals("GET") || method.equals("HEAD");
        return switch (path) {
            case V2Path.Ping ping ->
                read ? onRegistry(V2Route.PING, (request, caller) -> json(EMPTY_DOCUMENT)) : notAllowed("ping", READ);
            case V2Path.Catalog catalog ->
                read ? onRegistry(V2Route.CATALOG, listings::catalog) : notAllowed("catalog", READ);
            case V2Path.Discover discover -> read ? discover(discover.name()) : notAllowed("discover", READ);
            case V2Path.Tags tags ->
                read ? on(V2Route.TAGS, tags.name(), AboutTags.none(), listings::tags) : notAllowed("tags.list", READ);
            case V2Path.Referrers subject -> read ? referrers(subject) : notAllowed("referrers.list", READ);
            case V2Path.Blob blob -> blob(method, read, blob);
            case V2Path.Manifest manifest -> manifest(method, read, manifest);
            case V2Path.Uploads open ->
                method.equals("POST")
                        ? on(V2Route.UPLOAD_OPEN, open.name(), AboutTags.open(), uploads::open)
                        : notAllowed("blob.upload.open", "POST");
            case V2Path.Upload upload -> upload(method, upload);
        };
    }

    private Routed discover(String name) {
        return name.isEmpty()
                ? onRegistry(V2Route.DISCOVER, (request, caller) -> json(Json.extensions()))
                : on(V2Route.DISCOVER_IN, name, AboutTags.none(), call -> json(Json.extensions()));
    }

    private Routed referrers(V2Path.Referrers path) {
        Digest subject = Digest.parse(path.digest());
        return on(V2Route.REFERRERS, path.name(), AboutTags.read(tags, subject), call -> referrers.list(call, subject));
    }

    private Routed blob(String method, boolean read, V2Path.Blob path) {
        Digest digest = Digest.parse(path.digest());
        if (read) {
            V2Route route = method.equals("GET") ? V2Route.BLOB_GET : V2Route.BLOB_HEAD;
            return on(route, path.name(), AboutTags.read(tags, digest), blobs.read(digest));
        }
        return method.equals("DELETE")
                ? on(V2Route.BLOB_DELETE, path.name(), AboutTags.delete(tags, digest), blobs.delete(digest))
                : notAllowed("blob", READ + ", DELETE");
    }

    private Routed manifest(String method, boolean read, V2Path.Manifest path) {
        Reference reference = Reference.parse(path.reference());
        if (read) {
            V2Route route = method.equals("GET") ? V2Route.MANIFEST_GET : V2Route.MANIFEST_HEAD;
            return on(route, path.name(), AboutTags.read(tags, reference), read(method, reference));
        }
        return switch (method) {
            case "PUT" ->
                on(
                        V2Route.MANIFEST_PUT,
                        path.name(),
                        AboutTags.push(reference),
                        call -> manifests.put(call, reference));
            case "DELETE" ->
                on(
                        V2Route.MANIFEST_DELETE,
                        path.name(),
                        AboutTags.delete(tags, reference),
                        call -> deletions.delete(call, reference));
            default -> notAllowed("manifest", READ + ", PUT, DELETE");
        };
    }

    private Guard.OnRepository read(String method, Reference reference) {
        Guard.OnRepository read = manifests.read(reference);
        return method.equals("GET") ? pulls.counting(reference, read) : read;
    }

    private Routed upload(String method, V2Path.Upload path) {
        String id = path.id();
        return switch (method) {
            case "PATCH" -> on(V2Route.UPLOAD_APPEND, path.name(), AboutTags.open(), call -> uploads.append(call, id));
            case "PUT" -> on(V2Route.UPLOAD_FINISH, path.name(), AboutTags.open(), call -> uploads.finish(call, id));
            case "GET", "HEAD" ->
                on(V2Route.UPLOAD_STATUS, path.name(), AboutTags.open(), call -> uploads.status(call, id));
            case "DELETE" -> on(V2Route.UPLOAD_CANCEL, path.name(), AboutTags.open(), call -> uploads.cancel(call, id));
            default -> notAllowed("blob.upload", READ + ", PATCH, PUT, DELETE");
        };
    }

    private Routed on(V2Route route, String asked, AboutTags tags, Guard.OnRepository handler) {
        return new Routed(route.label(), guard.repository(route.action(), asked, tags, handler));
    }

    private Routed onRegistry(V2Route route, Guard.OnRegistry handler) {
        return new Routed(route.label(), guard.registry(route.action(), handler));
    }

    private static Response json(byte[] document) {
        return Response.json(200, document);
    }

    private static Response notFound(String rawPath) {
        return ErrorResponses.of(
                404,
                ErrorCode.UNSUPPORTED,
                "this is no path of the registry API; see the distribution specification",
                rawPath);
    }

    private static Routed notAllowed(String label, String allowed) {
        return answer(
                label + ".method",
                ErrorResponses.of(
                                405,
                                ErrorCode.UNSUPPORTED,
                                "this method is not allowed here; use one of " + allowed,
                                "")
                        .with("Allow", allowed));
    }

    /// An answer that needs no leave because it says nothing about the registry's content.
    private static Routed answer(String label, Response response) {
        Response versioned = Guard.versioned(response);
        return new Routed(label, (Handler) request -> versioned);
    }
}
