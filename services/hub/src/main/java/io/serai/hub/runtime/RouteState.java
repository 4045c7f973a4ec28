package io.serai.hub.runtime;

import io.serai.delivery.Definitions;
import io.serai.delivery.config.DefinitionsLoader;
import io.serai.hub.config.SeraiProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a routes folder says, as far as it can be checked without Camel. */
record RouteState(RoutesSnapshot snapshot, SortedMap<String, CamelFile> files, Definitions definitions) {

    /**
     * Reads and checks everything.
     *
     * @throws RouteFileException at a mistake in a file with routes
     * @throws io.serai.delivery.config.ConfigurationException at a mistake in another file
     */
    static RouteState of(RoutesSnapshot snapshot, SeraiProperties properties) {
        Map<String, Object> defaults = properties.defaultPolicy();
        Definitions definitions = DefinitionsLoader.load(
                snapshot.folder(),
                snapshot,
                properties.policies(),
                defaults.isEmpty() ? Optional.empty() : Optional.of(defaults));
        SortedMap<String, CamelFile> files = new TreeMap<>();
        Map<String, CamelFile> byRoute = new HashMap<>();
        for (String name : snapshot.routeFiles()) {
            CamelFile file = CamelFile.read(snapshot, name);
            files.put(name, file);
            file.routes().forEach((id, line) -> {
                CamelFile other = byRoute.put(id, file);
                if (other != null) {
                    throw new RouteFileException(
                            file.path(),
                            line,
                            "id",
                            "route id '" + id + "' is in " + other.path() + ", line "
                                    + other.routes().get(id) + " already; give one of them another",
                            null);
                }
            });
        }
        return new RouteState(snapshot, files, definitions);
    }
}
