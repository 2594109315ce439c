/// The client of `/api/v1`: requests, pages, retries, and the file with a person's logins.
/// Owns how a server and its credentials are found, and what a failure means.
/// Knows nothing of verbs, options or tables, and nothing of the server's packages.
@NullMarked
package dev.entrepot.client;

import org.jspecify.annotations.NullMarked;
