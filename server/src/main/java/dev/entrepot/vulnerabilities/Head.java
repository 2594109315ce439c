package dev.entrepot.vulnerabilities;

import java.util.List;

/// What an advisory says of the vulnerability itself, whatever the package.
///
/// @param aliases ids of the same vulnerability
/// @param upstream ids that it passes on; several are several vulnerabilities
/// @param related CVEs that it names as related
/// @param rating of the record as a whole
/// @param title one line; may be empty
/// @param url may be empty: then the id tells where to read on
/// @param modules streams such as `nodejs:12` that its modular packages belong to; empty when it does not say
record Head(
        String id,
        List<String> aliases,
        List<String> upstream,
        List<String> related,
        Rating rating,
        String title,
        String url,
        List<String> modules) {
    Head {
        aliases = List.copyOf(aliases);
        upstream = List.copyOf(upstream);
        related = List.copyOf(related);
        modules = List.copyOf(modules);
    }

    static Head of(String id, String title) {
        return new Head(id, List.of(), List.of(), List.of(), Rating.NONE, title, "", List.of());
    }

    byte[] pack() {
        Packer packer = new Packer().text(id).texts(aliases).texts(upstream).texts(related);
        rating.pack(packer);
        return packer.text(title).text(url).texts(modules).bytes();
    }

    static Head unpack(Unpacker unpacker) {
        return new Head(
                unpacker.text(),
                unpacker.texts(),
                unpacker.texts(),
                unpacker.texts(),
                Rating.unpack(unpacker),
                unpacker.text(),
                unpacker.text(),
                unpacker.texts());
    }
}
