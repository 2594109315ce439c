package dev.entrepot.distribution;

import dev.entrepot.access.Action;
import dev.entrepot.rest.Route;
import java.util.Arrays;
import java.util.List;

/// The lines of the table of actions below `/v2/`. {@link V2Path} takes the paths apart, from their right end.
enum V2Route {
    PING("ping", "GET", "/v2/", Action.PING),
    CATALOG("catalog", "GET", "/v2/_catalog", Action.CATALOG),
    DISCOVER("discover", "GET", "/v2/_oci/ext/discover", Action.PING),
    DISCOVER_IN("discover", "GET", "/v2/{name...}/_oci/ext/discover", Action.PULL),
    TAGS("tags.list", "GET", "/v2/{name...}/tags/list", Action.PULL),
    REFERRERS("referrers.list", "GET", "/v2/{name...}/referrers/{digest}", Action.PULL),
    BLOB_GET("blob.get", "GET", "/v2/{name...}/blobs/{digest}", Action.PULL),
    BLOB_HEAD("blob.head", "HEAD", "/v2/{name...}/blobs/{digest}", Action.PULL),
    BLOB_DELETE("blob.delete", "DELETE", "/v2/{name...}/blobs/{digest}", Action.DELETE),
    MANIFEST_GET("manifest.get", "GET", "/v2/{name...}/manifests/{reference}", Action.PULL),
    MANIFEST_HEAD("manifest.head", "HEAD", "/v2/{name...}/manifests/{reference}", Action.PULL),
    MANIFEST_PUT("manifest.put", "PUT", "/v2/{name...}/manifests/{reference}", Action.PUSH),
    MANIFEST_DELETE("manifest.delete", "DELETE", "/v2/{name...}/manifests/{reference}", Action.DELETE),
    UPLOAD_OPEN("blob.upload.open", "POST", "/v2/{name...}/blobs/uploads/", Action.PUSH),
    UPLOAD_STATUS("blob.upload.status", "GET", "/v2/{name...}/blobs/uploads/{upload}", Action.PUSH),
    UPLOAD_APPEND("blob.upload.append", "PATCH", "/v2/{name...}/blobs/uploads/{upload}", Action.PUSH),
    UPLOAD_FINISH("blob.upload.finish", "PUT", "/v2/{name...}/blobs/uploads/{upload}", Action.PUSH),
    UPLOAD_CANCEL("blob.upload.cancel", "DELETE", "/v2/{name...}/blobs/uploads/{upload}", Action.PUSH);

    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
    private final Route route;

    V2Route(String label, String method, String path, Action action) {
        this.route = Route.of(label, method, path).needs(action);
    }

    static List<Route> all() {
        return Arrays.stream(values()).map(each -> each.route).toList();
    }

    String label() {
        return route.label();
    }

    Action action() {
        return route.action();
    }
}
