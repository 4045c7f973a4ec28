package io.serai.bench.chaos.nodes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a node runs.
 *
 * @param host its address, and that of all its ports
 * @param folder its working folder; the log of its processes is in it
 * @param data the folder of its store, on its disk if it has one of its own
 * @param enter what its command is preceded by to run in its network namespace
 * @param environment what its process is given
 */
record Place(
        String name,
        String host,
        int httpPort,
        int managementPort,
        int locatorPort,
        Path folder,
        Path data,
        List<String> enter,
        Map<String, String> environment,
        Optional<LoopDisk> disk,
        Optional<FakeClock> clock) {

    String locator() {
        return host + "[" + locatorPort + "]";
    }

    Path log() {
        return folder.resolve("hub.log");
    }
}
