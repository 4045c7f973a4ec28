package io.serai.bench.chaos;

import io.serai.bench.chaos.faults.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run does.
 *
 * @param length no fault begins later
 * @param faults the kinds to choose from
 * @param times how often each kind at most; 0: as often as there is time
 * @param pace what faults last is multiplied by
 * @param calm between the end of a fault and the next
 * @param otherHub the jar that nodes begin with, where they are upgraded under load
 * @param publishers of each transport
 * @param pause of a publisher between two events
 */
record Settings(
        long seed,
        Duration length,
        Path folder,
        List<Fault> faults,
        int times,
        double pace,
        Duration calm,
        Path hub,
        Optional<Path> otherHub,
        int publishers,
        Duration pause) {

    /** Of the nodes. */
    static final Duration MEMBER_TIMEOUT = Duration.ofSeconds(3);

    Settings {
        faults = List.copyOf(faults);
    }

    Path history() {
        return folder.resolve("history.jsonl");
    }

    /** What was found in it, as it was printed. */
    Path verdict() {
        return folder.resolve("verdict.md");
    }

    Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        shown.put("length", length.toString());
        shown.put("faults", faults.stream().map(Fault::name).collect(Collectors.joining(",")));
        shown.put("hub", hub.toString());
        otherHub.ifPresent(jar -> shown.put("otherHub", jar.toString()));
        shown.put("pace", Double.toString(pace));
        shown.put("member-timeout", MEMBER_TIMEOUT.toString());
        shown.put("publishers", Integer.toString(publishers));
        shown.put("pause", pause.toString());
        return shown;
    }
}
