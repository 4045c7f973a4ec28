package io.serai.bench.chaos.nodes;

import java.util.ArrayList;
import java.util.List;

/**
 * How hub processes are started.
 *
 * @param settings of all nodes, as on the command line
 */
record Launch(Program program, List<String> settings) {

    Launch {
        settings = List.copyOf(settings);
    }

    Launch with(Program other) {
        return new Launch(other, settings);
    }

    List<String> command(Place place) {
        List<String> command = new ArrayList<>(place.enter());
        command.addAll(program.command());
        command.addAll(arguments(place));
        command.addAll(settings);
        return command;
    }

    /** What is each node's own. */
    static List<String> arguments(Place place) {
        return List.of(
                "--serai.node=" + place.name(),
                "--serai.data-dir=" + place.data(),
                "--serai.bind-address=" + place.host(),
                "--server.port=" + place.httpPort(),
                "--management.server.port=" + place.managementPort(),
                "--serai.cluster.locator-port=" + place.locatorPort());
    }
}
