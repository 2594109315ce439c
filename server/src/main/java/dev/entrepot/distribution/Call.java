package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Caller;
import dev.entrepot.access.Use;
import dev.entrepot.authority.Authority;
import dev.entrepot.content.Births;
import dev.entrepot.content.Pusher;
import dev.entrepot.http.Request;
import dev.entrepot.oci.RepositoryName;

/// A request on a repository by a caller who may make it.
///
/// @param authority under which the request changes anything
/// @param births what a push by this caller may make on the way
/// @param name the repository
/// @param asked its name as the client spelled it, which Locations and documents echo
record Call(Request request, Caller caller, Authority authority, Births births, RepositoryName name, String asked) {
    /// The caller as one who pushes.
    Pusher pusher() {
        return new Pusher(authority, births);
    }

    /// Whether the caller might push here, and so relies on what HEAD says is here.
    boolean mayPush(Access access) {
        return access.allows(caller, Action.PUSH, name, new Use(request.clientAddress(), new Use.Open()));
    }

    boolean head() {
        return request.method().equals("HEAD");
    }

    /// `/v2/NAME/` followed by `rest`. A path without host works behind every proxy, and all clients resolve
    /// it.
    String path(String rest) {
        return V2Path.PREFIX + "/" + asked + "/" + rest;
    }
}
