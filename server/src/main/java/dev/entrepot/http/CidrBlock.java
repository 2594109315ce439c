package dev.entrepot.http;

import java.net.InetAddress;

/// A block of addresses, `10.0.0.0/8`, `fd00::/8` or a single address.
record CidrBlock(InetAddress network, int prefixBits) {
    CidrBlock {
        if (prefixBits < 0 || prefixBits > network.getAddress().length * 8) {
            throw new IllegalArgumentException("no such prefix length: " + prefixBits);
        }
    }

    /// Throws `IllegalArgumentException` for what is no block. Never asks a name server.
    static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? network.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
        return new CidrBlock(network, bits);
    }

    boolean contains(InetAddress address) {
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
