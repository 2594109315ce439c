package dev.entrepot.conditions;

import dev.entrepot.http.CidrBlock;
import java.net.InetAddress;

/// What `inCidr` does: asks no name server, and knows `::ffff:10.0.0.1` as 10.0.0.1.
final class Addresses {
    private Addresses() {}

    /// Throws `IllegalArgumentException` when one of them is none.
    static boolean inCidr(String address, String block) {
        CidrBlock parsed = block(block);
        int zone = address.indexOf('%');
        try {
            return parsed.contains(InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)));
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("no address: " + address);
        }
    }

    static CidrBlock block(String text) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no block of addresses: write one such as 10.0.0.0/8 or fd00::/8");
        }
    }
}
