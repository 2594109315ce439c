/// HTTP/1.1 and HTTP/2 over Vert.x, as blocking calls on virtual threads.
/// Owns connections, bodies, limits, TLS and the one mapping of exceptions to answers.
/// Knows no route and no rule of the registry.
@NullMarked
package dev.entrepot.http;

import org.jspecify.annotations.NullMarked;
