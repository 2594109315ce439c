/// What every route of the server has in common: its line in the table of actions, the guard before it, JSON, pages,
/// conditional changes.
/// Owns the table and how decisions become answers of `/api/v1`.
/// Knows no single route.
@NullMarked
package dev.entrepot.rest;

import org.jspecify.annotations.NullMarked;
