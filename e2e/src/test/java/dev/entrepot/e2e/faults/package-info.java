/// Disks that are full, fail or take half: one call on a file of the registry fails, at every step of what it does.
package dev.entrepot.e2e.faults;
