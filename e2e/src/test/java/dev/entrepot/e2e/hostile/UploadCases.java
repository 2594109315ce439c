package dev.entrepot.e2e.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Uploads driven against their state: gaps, overlaps, wrong lengths, ids that are none, ends before the end.
final class UploadCases {
    private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MORE = "never stored".getBytes(StandardCharsets.UTF_8);
    private static final String UPLOADS = Target.BASE + "/blobs/uploads/";

    private UploadCases() {}

    static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        ranges(cases);
        unknown(cases);
        wrongEnds(cases);
        cutShort(cases);
        return cases;
    }

    private static void ranges(List<HostileCase> cases) {
        for (String method : List.of("PATCH", "PUT")) {
            // All of them are sent ten bytes to an upload that holds ten.
            for (String range : List.of("0-9", "9-18", "11-20", "20-29", "1000000000000-1000000000009", "5-14")) {
                cases.add(ranged(method, range, Expectation.UPLOAD_RANGE));
            }
            for (String range : List.of("10-18", "10-20", "10-10", "10-999999999999999999")) {
                cases.add(ranged(method, range, Expectation.UPLOAD_SIZE));
            }
            for (String range : List.of(
                    "19-10",
                    "10-9",
                    "abc",
                    "-",
                    "10-",
                    "-19",
                    "10",
                    "10-19-20",
                    "10 19",
                    "0x10-0x19",
                    "10-19,20-29",
                    "99999999999999999999-99999999999999999999",
                    "-10--19",
                    "10-99999999999999999999",
                    "10-9223372036854775806",
                    "lines 10-19",
                    "1e1-19",
                    "+10-19",
                    "10-19/5x",
                    "*",
                    "bytes */20")) {
                cases.add(ranged(method, range, Expectation.UPLOAD_RANGE_FORM));
            }
        }
    }

    private static HostileCase ranged(String method, String range, Expectation expectation) {
        var upload = new OpenUpload();
        return HostileCase.of("upload, " + method + " with Content-Range " + range, expectation, target -> {
                    String path = upload.open(target, TEN);
                    String query = method.equals("PUT") ? "?digest=" + Target.digest(MORE) : "";
                    return target.request(method, path + query)
                            .header("Content-Range", range)
                            .body(TEN);
                })
                .after(target -> upload.requireOffset(target, TEN.length));
    }

    private static void unknown(List<HostileCase> cases) {
        for (String method : List.of("GET", "PATCH", "PUT", "DELETE")) {
            String query = method.equals("PUT") ? "?digest=" + Target.digest(TEN) : "";
            for (String id : List.of(
                    "00000000-0000-0000-0000-000000000000",
                    "0".repeat(32),
                    "a",
                    "-",
                    "'%20OR%20'1'='1",
                    "%00",
                    "%FF",
                    "a".repeat(2_000),
                    "~",
                    "null",
                    "..;",
                    "%2e%2e")) {
                cases.add(HostileCase.of(
                        "upload, " + method + " of the id " + (id.length() > 50 ? "of 2,000 letters" : id),
                        Expectation.UPLOAD_UNKNOWN.of(id),
                        target -> target.request(method, UPLOADS + id + query).body(body(method))));
            }
            cases.add(HostileCase.of(
                    "upload, " + method + " after it was cancelled", Expectation.UPLOAD_UNKNOWN, target -> {
                        String path = target.upload(TEN);
                        target.cancel(path);
                        return target.request(method, path + query).body(body(method));
                    }));
            cases.add(HostileCase.of(
                    "upload, " + method + " through another repository", Expectation.UPLOAD_UNKNOWN, target -> {
                        String path = target.upload(TEN).replace("/hostile/target/", "/hostile/other/");
                        return target.request(method, path + query).body(body(method));
                    }));
            cases.add(HostileCase.of(
                    "upload, " + method + " after a wrong digest ended it", Expectation.UPLOAD_UNKNOWN, target -> {
                        String path = target.upload(TEN);
                        Connection.exchange(
                                target.port(),
                                target.request("PUT", path + "?digest=" + Target.digest(MORE))
                                        .bytes(),
                                false);
                        return target.request(method, path + query).body(body(method));
                    }));
        }
    }

    private static byte[] body(String method) {
        return method.equals("PATCH") || method.equals("PUT") ? TEN : new byte[0];
    }

    private static void wrongEnds(List<HostileCase> cases) {
        String wrong = "?digest=" + Target.digest(MORE);
        cases.add(HostileCase.of(
                        "upload, ended with the digest of other bytes",
                        Expectation.DIGEST,
                        target -> target.request("PUT", target.upload(TEN) + wrong))
                .after(target -> target.requireAbsent(MORE)));
        cases.add(HostileCase.of(
                        "upload, ended with a last part of other bytes",
                        Expectation.DIGEST,
                        target -> target.request("PUT", target.upload(TEN) + wrong)
                                .body(TEN))
                .after(target -> target.requireAbsent(MORE)));
        cases.add(HostileCase.of(
                        "upload, ended while it is empty",
                        Expectation.DIGEST,
                        target -> target.request("PUT", target.upload(new byte[0]) + wrong))
                .after(target -> target.requireAbsent(MORE)));
        cases.add(HostileCase.of(
                        "upload, in one request with the digest of other bytes",
                        Expectation.DIGEST,
                        target -> target.request("POST", UPLOADS + wrong).body(TEN))
                .after(target -> target.requireAbsent(MORE)));
        var kept = new OpenUpload();
        cases.add(HostileCase.of(
                        "upload, ended without a digest",
                        Expectation.DIGEST,
                        target -> target.request("PUT", kept.open(target, TEN)))
                .after(target -> kept.requireOffset(target, TEN.length)));
        var empty = new OpenUpload();
        cases.add(HostileCase.of(
                "upload, ended with an empty digest",
                Expectation.DIGEST,
                target -> target.request("PUT", empty.open(target, TEN) + "?digest=")));
        for (String algorithm : List.of("md5", "SHA256", "blake3", "sha256:", "%00", "a".repeat(500))) {
            cases.add(HostileCase.of(
                    "upload, opened with the algorithm " + algorithm.substring(0, Math.min(10, algorithm.length())),
                    Expectation.DIGEST.of(algorithm),
                    target -> target.request("POST", UPLOADS + "?digest-algorithm=" + algorithm)));
        }
    }

    // The client says how much it sends, and ends before: what came must never become a blob.
    private static void cutShort(List<HostileCase> cases) {
        byte[] cut = "cut short".getBytes(StandardCharsets.UTF_8);
        String digest = "?digest=" + Target.digest(cut);
        for (String framing : List.of("Content-Length: 10", "Content-Length: 100000", "Content-Length: 5000000000")) {
            String name = "upload, " + framing.toLowerCase(Locale.ROOT) + " and then the end, ";
            cases.add(HostileCase.raw(
                    name + "PATCH",
                    Expectation.UNFINISHED,
                    target -> target.request("PATCH", target.upload(TEN)).framed(List.of(framing), cut)));
            cases.add(HostileCase.raw(
                            name + "PUT",
                            Expectation.UNFINISHED,
                            target -> target.request("PUT", target.upload(new byte[0]) + digest)
                                    .framed(List.of(framing), cut))
                    .after(target -> target.requireAbsent(cut)));
            cases.add(HostileCase.raw(
                            name + "POST",
                            Expectation.UNFINISHED,
                            target -> target.request("POST", UPLOADS + digest).framed(List.of(framing), cut))
                    .after(target -> target.requireAbsent(cut)));
        }
        byte[] chunk = "9\r\ncut short\r\n".getBytes(StandardCharsets.UTF_8);
        for (String method : List.of("PUT", "POST")) {
            cases.add(HostileCase.raw(
                            "upload, chunks without the last one, " + method, Expectation.UNFINISHED, target -> {
                                String path = method.equals("PUT") ? target.upload(new byte[0]) : UPLOADS;
                                return target.request(method, path + digest)
                                        .framed(List.of("Transfer-Encoding: chunked"), chunk);
                            })
                    .after(target -> target.requireAbsent(cut)));
        }
    }

    /// The upload that a case opened, to look at it afterwards.
    private static final class OpenUpload {
        private String path = "";

        String open(Target target, byte[] content) {
            path = target.upload(content);
            return path;
        }

        void requireOffset(Target target, int bytes) {
            target.requireOffset(path, bytes);
            target.cancel(path);
        }
    }
}
