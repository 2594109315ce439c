package dev.entrepot.e2e.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Names, tags and digests outside their grammars, in every place where one may stand.
final class NameCases {
    private static final String HEX = "0123456789abcdef".repeat(4);

    private static final List<Bad> NAMES = List.of(
            new Bad("upper case", "Hostile/Target"),
            new Bad("upper case within", "hostile/tarGet"),
            new Bad("leading dash", "hostile/-target"),
            new Bad("trailing dash", "hostile/target-"),
            new Bad("leading dot", "hostile/.target"),
            new Bad("two dots", "hostile/tar..get"),
            new Bad("only dots", "hostile/..."),
            new Bad("three underscores", "hostile/tar___get"),
            new Bad("dot and underscore", "hostile/tar._get"),
            new Bad("double slash", "hostile//target"),
            new Bad("trailing slash", "hostile/target/"),
            new Bad("leading slash", "/hostile/target"),
            new Bad("colon", "hostile/target:v1"),
            new Bad("at", "hostile/target@v1"),
            new Bad("plus", "hostile/tar+get"),
            new Bad("tilde", "hostile/~target"),
            new Bad("semicolon", "hostile/target;a=b"),
            new Bad("quote", "hostile/target'--"),
            new Bad("encoded space", "hostile/tar%20get"),
            new Bad("encoded null", "hostile/tar%00get"),
            new Bad("encoded line break", "hostile/tar%0D%0Aget"),
            new Bad("encoded letters with marks", "hostile/t%C3%A4rget"),
            new Bad("encoded byte that is no text", "hostile/tar%FFget"),
            new Bad("encoded overlong slash", "hostile%C0%AFtarget"),
            new Bad("encoded backslash", "hostile%5Ctarget"),
            new Bad("encoded way up", "hostile/..%2F..%2Fetc"),
            new Bad("encoded twice", "hostile%252Ftarget"),
            new Bad("256 characters", "hostile/" + "a".repeat(248)),
            new Bad("3,000 characters", "hostile/" + "a".repeat(2_992)),
            new Bad("1,000 parts", "a/".repeat(999) + "a"));

    private static final List<Bad> TAGS = List.of(
            new Bad("leading dot", ".v1"),
            new Bad("leading dash", "-v1"),
            new Bad("only dots", "..."),
            new Bad("plus", "v1+1"),
            new Bad("at", "v1@v2"),
            new Bad("comma", "v1,v2"),
            new Bad("tilde", "~v1"),
            new Bad("quote", "v1'--"),
            new Bad("star", "*"),
            new Bad("semicolon", "v1;a=b"),
            new Bad("encoded space", "v%201"),
            new Bad("encoded null", "v1%00"),
            new Bad("encoded line break", "v1%0D%0AX"),
            new Bad("encoded letters with marks", "v%C3%A41"),
            new Bad("encoded byte that is no text", "v1%FF"),
            new Bad("encoded backslash", "v1%5Cv2"),
            new Bad("encoded percent", "v1%2541"),
            new Bad("129 characters", "a".repeat(129)),
            new Bad("3,000 characters", "a".repeat(3_000)));

    private static final List<Bad> DIGESTS = List.of(
            new Bad("no algorithm", ":" + HEX),
            new Bad("no digits", "sha256:"),
            new Bad("only a colon", ":"),
            new Bad("a word", "sha256:baddigeststring"),
            new Bad("one digit short", "sha256:" + HEX.substring(1)),
            new Bad("one digit more", "sha256:" + HEX + "0"),
            new Bad("upper case digits", "sha256:" + HEX.replace('a', 'A')),
            new Bad("upper case algorithm", "SHA256:" + HEX),
            new Bad("unknown algorithm", "md5:d41d8cd98f00b204e9800998ecf8427e"),
            new Bad("invented algorithm", "a+b.c_d-e:" + HEX),
            new Bad("sha512 of 64 digits", "sha512:" + HEX),
            new Bad("sha256 of 128 digits", "sha256:" + HEX + HEX),
            new Bad("two colons", "sha256::" + HEX.substring(1)),
            new Bad("algorithm twice", "sha256:sha256:" + HEX),
            new Bad("encoded space", "sha256:%20" + HEX.substring(1)),
            new Bad("encoded null", "sha256:" + HEX.substring(1) + "%00"),
            new Bad("encoded byte that is no text", "sha256:" + HEX.substring(1) + "%FF"),
            new Bad("digits of another script", "sha256:" + HEX.substring(1) + "%D9%A0"),
            new Bad("dots", "sha256:" + "..".repeat(32)),
            new Bad("3,000 digits", "sha256:" + "0".repeat(3_000)));

    /// A text that its grammar does not allow, as it is written in a path, and what is wrong with it.
    private record Bad(String what, String text) {}

    private NameCases() {}

    static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        NAMES.forEach(bad -> names(cases, "name with " + bad.what() + ", ", "/v2/" + bad.text()));
        TAGS.forEach(bad -> tags(cases, "tag with " + bad.what() + ", ", bad.text()));
        DIGESTS.forEach(bad -> digests(cases, "digest with " + bad.what() + ", ", bad.text()));
        paths(cases);
        return cases;
    }

    private static void names(List<HostileCase> cases, String name, String base) {
        String blob = "/blobs/" + Target.digest(Target.BLOB);
        add(cases, name, Expectation.NAME, "GET", base + "/manifests/v1");
        add(cases, name, Expectation.NAME, "GET", base + "/tags/list");
        add(cases, name, Expectation.NAME, "HEAD", base + blob);
        add(cases, name, Expectation.NAME, "DELETE", base + blob);
        add(cases, name, Expectation.NAME, "POST", base + "/blobs/uploads/");
        add(cases, name, Expectation.NAME, "GET", base + "/referrers/" + Target.digest(Target.BLOB));
        cases.add(HostileCase.of(
                name + "PUT " + shortened(base + "/manifests/v1"),
                Expectation.NAME.of(base),
                target -> manifest(target, base + "/manifests/v1")));
    }

    private static void tags(List<HostileCase> cases, String name, String tag) {
        String path = Target.BASE + "/manifests/" + tag;
        add(cases, name, Expectation.TAG, "GET", path);
        add(cases, name, Expectation.TAG, "HEAD", path);
        add(cases, name, Expectation.TAG, "DELETE", path);
        cases.add(HostileCase.of(name + "PUT", Expectation.TAG.of(tag), target -> manifest(target, path)));
        String digest = Target.digest(Target.image("tagged").getBytes(StandardCharsets.UTF_8))
                .toString();
        String query = "?tag=" + tag.replace("+", "%2B").replace(";", "%3B");
        cases.add(HostileCase.of(
                name + "PUT as a parameter",
                Expectation.TAG.of(tag),
                target -> manifest(target, Target.BASE + "/manifests/" + digest + query)));
    }

    private static void digests(List<HostileCase> cases, String name, String digest) {
        String blob = Target.BASE + "/blobs/" + digest;
        add(cases, name, Expectation.DIGEST, "GET", blob);
        add(cases, name, Expectation.DIGEST, "HEAD", blob);
        add(cases, name, Expectation.DIGEST, "DELETE", blob);
        add(cases, name, Expectation.DIGEST, "GET", Target.BASE + "/manifests/" + digest);
        add(cases, name, Expectation.DIGEST, "DELETE", Target.BASE + "/manifests/" + digest);
        add(cases, name, Expectation.DIGEST, "GET", Target.BASE + "/referrers/" + digest);
        String query = digest.replace("+", "%2B");
        add(cases, name, Expectation.DIGEST, "POST", Target.BASE + "/blobs/uploads/?digest=" + query);
        cases.add(HostileCase.of(
                name + "PUT a manifest",
                Expectation.DIGEST.of(digest),
                target -> manifest(target, Target.BASE + "/manifests/" + digest)));
        cases.add(HostileCase.of(
                name + "PUT an upload",
                Expectation.DIGEST.of(digest),
                target -> target.request("PUT", target.upload(Target.BLOB) + "?digest=" + query)));
    }

    private static void paths(List<HostileCase> cases) {
        for (String path : List.of(
                "/v2/%",
                "/v2/%2",
                "/v2/%zz/manifests/v1",
                "/v2/a/b/manifests/%",
                "/v2/a/b/manifests/",
                "/v2/a/b/manifests",
                "/v2/a/b",
                "/v2/a/b/blobs/",
                "/v2/a/b/unknown/v1",
                "/v2/a/b/tags/list/",
                "/v2/a/b/tags",
                "/v2/manifests/v1",
                "/v2//manifests/v1",
                "/v2/../v2/",
                "/v2/./",
                "/v2/a/b/manifests/v1/v2",
                "/v2/a/b/manifests/v1%2Fv2",
                "/v2/_unknown",
                "/v2/_oci/unknown",
                "/v3/",
                "//v2/",
                "/v2//",
                "/v2/a/b/_oci/ext/unknown",
                "/v2/" + "a/b/manifests/".repeat(100),
                "/v2/a/b/blobs/uploads/a/b")) {
            add(cases, "path, ", Expectation.PATH, "GET", path);
        }
        for (String number :
                List.of("-1", "abc", "1.5", "0x10", "1e3", "9".repeat(30) + "x", "%00", "%D9%A1", "1%20")) {
            add(cases, "page, ", Expectation.PAGE, "GET", Target.BASE + "/tags/list?n=" + number);
            add(cases, "page, ", Expectation.PAGE, "GET", "/v2/_catalog?n=" + number);
        }
        for (String path : List.of(
                "/v2/",
                "/v2/_catalog",
                Target.BASE + "/tags/list",
                Target.BASE + "/manifests/v1",
                Target.blob(Target.BLOB),
                Target.BASE + "/referrers/" + Target.digest(Target.BLOB))) {
            for (String method : List.of("TRACE", "PROPFIND", "BREW")) {
                add(cases, "method, ", Expectation.METHOD, method, path);
            }
        }
        add(cases, "method, ", Expectation.METHOD, "POST", Target.BASE + "/manifests/v1");
        add(cases, "method, ", Expectation.METHOD, "PUT", Target.blob(Target.BLOB));
        add(cases, "method, ", Expectation.METHOD, "DELETE", Target.BASE + "/tags/list");
        add(cases, "method, ", Expectation.METHOD, "DELETE", "/v2/_catalog");
    }

    private static void add(List<HostileCase> cases, String name, Expectation expectation, String method, String path) {
        cases.add(HostileCase.of(
                name + method + ' ' + shortened(path), expectation.of(path), target -> target.request(method, path)));
    }

    private static HttpText manifest(Target target, String path) {
        return target.request("PUT", path)
                .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
                .body(Target.image("tagged"));
    }

    private static String shortened(String path) {
        return path.length() <= 100 ? path : path.substring(0, 60) + "…" + path.substring(path.length() - 30);
    }
}
