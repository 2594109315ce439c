/// Collection at work among clients that push, skip, mount, delete, restore and pull.
package dev.entrepot.e2e.fire;
