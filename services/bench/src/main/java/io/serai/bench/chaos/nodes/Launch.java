package io.serai.bench.chaos.nodes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How hub processes are started.
 *
 * @param flags of the JVM
 * @param settings of all nodes, as on the command line
 */
record Launch(Path jar, List<String> flags, List<String> settings) {

    Launch {
        flags = List.copyOf(flags);
        settings = List.copyOf(settings);
    }

    Launch with(Path otherJar) {
        return new Launch(otherJar, flags, settings);
    }

    List<String> command(Place place) {
        List<String> command = new ArrayList<>(place.enter());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "--serai.node=" + place.name(),
                "--serai.data-dir=" + place.data(),
                "--serai.bind-address=" + place.host(),
                "--server.port=" + place.httpPort(),
                "--management.server.port=" + place.managementPort(),
                "--serai.cluster.locator-port=" + place.locatorPort()));
        command.addAll(settings);
        return command;
    }
}
