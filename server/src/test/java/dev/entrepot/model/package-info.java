/// The life of images against a model of it that fits on a page.
package dev.entrepot.model;
