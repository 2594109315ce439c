package dev.entrepot.jobs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What came of a job: the members of a JSON object.
///
/// Where there is a judgement, it is the member `sound`: false makes the command line end with code 4, "something is
/// not
/// as it must be".
///
/// @param members texts, numbers, booleans, lists and maps of these
public record JobResult(Map<String, Object> members) {
    private static final String SOUND = "sound";

    public JobResult {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public static JobResult empty() {
        return new JobResult(Map.of());
    }

    /// This one with one member more.
    public JobResult with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new JobResult(more);
    }

    /// This one with the judgement.
    public JobResult sound(boolean sound) {
        return with(SOUND, sound);
    }
}
