package dev.entrepot.http;

import java.net.Inet4Address;
import java.net.InetAddress;

/// A block of addresses, `10.0.0.0/8`, `fd00::/8` or a single address. IPv4 addresses inside IPv6 (`::ffff:10.0.0.1`)
/// are IPv4 addresses, in blocks too: `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
public record CidrBlock(InetAddress network, int prefixBits) {
    /// Bits of `::ffff:` before an IPv4 address.
    private static final int MAPPED_BITS = 96;

    public CidrBlock {
        if (prefixBits < 0 || prefixBits > network.getAddress().length * 8) {
            throw new IllegalArgumentException("no such prefix length: " + prefixBits);
        }
    }

    /// Throws `IllegalArgumentException` for what is no block. Never asks a name server.
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress network = InetAddress.ofLiteral(address);
        int most = network.getAddress().length * 8;
        boolean mapped = network instanceof Inet4Address && address.contains(":");
        if (!mapped
                && network instanceof Inet4Address
                && address.chars().filter(each -> each == '.').count() != 3) {
            throw new IllegalArgumentException("an IPv4 address has four numbers: " + address);
        }
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1)) - (mapped ? MAPPED_BITS : 0);
        return new CidrBlock(network, bits);
    }

    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit += 8) {
            int mask = 0xff << Math.max(0, 8 - (prefixBits - bit)) & 0xff;
            if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
