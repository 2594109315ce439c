package dev.entrepot.access;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// From where somebody tries to log in, and as whom.
///
/// @param source an IPv4 address, or the /64 of an IPv6 address: one customer has at least that, so its addresses
///     count as one
/// @param account a keyed hash of the name: names that nobody has are somebody's typing errors, passwords among
///     them, and are never kept
record LoginPair(String source, String account) {
    private static final int IPV6_NETWORK_BYTES = 8;

    /// Enough that no two names meet.
    private static final int ACCOUNT_BYTES = 16;

    static LoginPair of(KeyedHash keyed, String name, String address) {
        byte[] hash = keyed.hash("account", name.getBytes(StandardCharsets.UTF_8));
        return new LoginPair(source(address), HexFormat.of().formatHex(hash, 0, ACCOUNT_BYTES));
    }

    private static String source(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, IPV6_NETWORK_BYTES));
        } catch (IllegalArgumentException _) {
            return address;
        }
    }
}
