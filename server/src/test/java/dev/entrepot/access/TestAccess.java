package dev.entrepot.access;

import java.util.Optional;

/// Configurations for tests.
final class TestAccess {
    private TestAccess() {}

    static AccessConfig open() {
        return with(true, false, false);
    }

    static AccessConfig openToAny() {
        return with(true, true, false);
    }

    static AccessConfig withRefreshTokens() {
        return with(false, false, true);
    }

    private static AccessConfig with(boolean open, boolean openAny, boolean refreshTokens) {
        AccessConfig standard = AccessConfig.DEFAULT;
        return new AccessConfig(
                open,
                openAny,
                standard.anonymous(),
                standard.usersMakeNamespaces(),
                Optional.empty(),
                standard.tokenLifetime(),
                refreshTokens,
                standard.refreshTokenLifetime(),
                2,
                64,
                5);
    }
}
