package dev.entrepot.vulnerabilities;

import java.util.ArrayList;
import java.util.List;

/// A record of a source, reduced to what matching needs.
///
/// @param modified seconds since 1970; 0 when it does not say
/// @param withdrawn whether it was taken back
record Advisory(Head head, long modified, boolean withdrawn, List<Affected> affected) {
    Advisory {
        affected = List.copyOf(affected);
    }

    byte[] pack() {
        byte[] start = head.pack();
        Packer packer = new Packer()
                .number(start.length)
                .raw(start)
                .number(modified)
                .number(withdrawn ? 1 : 0)
                .number(affected.size());
        for (Affected each : affected) {
            packer.text(each.ecosystem()).text(each.name());
            each.pack(packer);
        }
        return packer.bytes();
    }

    static Advisory unpack(byte[] bytes) {
        Unpacker unpacker = new Unpacker(bytes, 0);
        unpacker.count();
        Head head = Head.unpack(unpacker);
        long modified = unpacker.number();
        boolean withdrawn = unpacker.number() == 1;
        int count = unpacker.count();
        List<Affected> affected = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            affected.add(Affected.unpack(unpacker.text(), unpacker.text(), unpacker));
        }
        return new Advisory(head, modified, withdrawn, affected);
    }
}
