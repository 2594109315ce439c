package dev.entrepot.e2e.hostile;

import java.util.ArrayList;
import java.util.List;

/// `Range` on a blob of 16 bytes.
final class RangeCases {
    private RangeCases() {}

    static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        for (String range : List.of(
                "bytes=16-",
                "bytes=16-20",
                "bytes=500-600",
                "bytes=500-0",
                "bytes=-0",
                "bytes=9223372036854775807-",
                "bytes=16-,17-18")) {
            cases.add(range(range, Expectation.RANGE));
        }
        for (String range : List.of(
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes",
                "bytes=--1",
                "bytes=1--2",
                "bytes=0x0-0x5",
                "bytes=1.5-2",
                "bytes=,",
                "lines=0-5",
                "=0-5",
                "bytes:0-5",
                "bytes=0-5=",
                "bytes=5-2",
                "bytes=99999999999999999999-",
                "bytes=-99999999999999999999x",
                "bytes=0-5;q=1",
                "bytes=" + "0-,".repeat(2_000) + "0-",
                "bytes=" + "0-0,".repeat(2_000) + "0-0")) {
            cases.add(range(range, Expectation.RANGE_FORM));
        }
        return cases;
    }

    private static HostileCase range(String range, Expectation expectation) {
        return HostileCase.of(
                "range " + range.substring(0, Math.min(30, range.length())) + (range.length() > 30 ? "… of many" : ""),
                expectation,
                target -> target.request("GET", Target.blob(Target.BLOB)).header("Range", range));
    }
}
