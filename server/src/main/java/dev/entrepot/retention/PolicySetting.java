package dev.entrepot.retention;

/// A policy that is set.
///
/// @param place `NS` or `NS/REPO`
/// @param text as it was written
public record PolicySetting(String place, String text) {}
