package dev.entrepot.distribution;

import dev.entrepot.access.Use;
import dev.entrepot.content.Tags;
import dev.entrepot.http.Request;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.Tag;
import java.util.List;
import java.util.stream.Stream;

/// Which tags a request is about, for conditions on grants. Must not block.
@FunctionalInterface
interface AboutTags {
    Use.Tags of(Request request);

    /// About no tag: listings.
    static AboutTags none() {
        return request -> new Use.NoTag();
    }

    /// Bytes of a push, before the manifest that a tag will point to.
    static AboutTags open() {
        return request -> new Use.Open();
    }

    /// A read by tag is about that tag, one by digest about those through which the digest is reached.
    static AboutTags read(Tags tags, Reference reference) {
        return switch (reference) {
            case Tag tag -> request -> new Use.Each(List.of(tag.text()));
            case Digest digest -> request -> new Use.Any(name -> tags.reaching(name, digest));
        };
    }

    /// A push is about all tags that it moves; without any it shows nothing by itself.
    static AboutTags push(Reference reference) {
        return request -> {
            Stream<String> first = reference instanceof Tag tag ? Stream.of(tag.text()) : Stream.empty();
            List<String> moved =
                    Stream.concat(first, request.query().all("tag").stream()).toList();
            return moved.isEmpty() ? new Use.Open() : new Use.Each(moved);
        };
    }

    /// A deletion by digest takes every tag with it that points there.
    static AboutTags delete(Tags tags, Reference reference) {
        return switch (reference) {
            case Tag tag -> request -> new Use.Each(List.of(tag.text()));
            case Digest digest -> request -> new Use.All(name -> tags.reaching(name, digest));
        };
    }
}
